/** The binary parser: fields in their places, and every length looked at before it is used. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hashKey } from "../../../../src/base/hash.ts";
import { OPCODE, opcodeShape } from "../../../../src/protocol/binary/opcodes.ts";
import { parseBinaryRequest } from "../../../../src/protocol/binary/parse-request.ts";
import { OP, PARSE_CLOSE, PARSE_MORE, Request } from "../../../../src/protocol/request.ts";
import { arithmeticExtras, packet, storageExtras, wordExtras } from "../../../support/binary-packet.ts";

const SEED = 0x1234;

function parse(text: string): { request: Request; used: number } {
  const request = new Request(SEED);
  const bytes = Buffer.from(`??${text}`, "latin1");
  return { request, used: parseBinaryRequest(bytes, 2, bytes.length, request) };
}

test("every field of a storage request", () => {
  const text = packet({
    opcode: OPCODE.replaceq,
    key: "key\0 \n",
    extras: storageExtras(0x80000001, 0xfffffffe),
    value: "value",
    opaque: 0x89abcdef,
    cas: 0xfedcba9876543210n,
  });
  const { request, used } = parse(text);
  assert.equal(used, 24 + 8 + 6);
  assert.equal(request.op, OP.replace);
  assert.equal(request.noreply, true);
  assert.equal(request.opcode, OPCODE.replaceq);
  assert.equal(request.opaque, 0x89abcdef);
  assert.deepEqual([request.casHigh, request.casLow], [0xfedcba98, 0x76543210]);
  assert.deepEqual([request.flags, request.exptime, request.valueLength], [0x80000001, 0xfffffffe, 5]);
  const key = Buffer.from("key\0 \n");
  assert.deepEqual([request.keyStart, request.keyLength], [2 + 24 + 8, 6]);
  assert.equal(request.keyHash, hashKey(key, 0, key.length, SEED));
});

test("the numbers of arithmetic", () => {
  const { request } = parse(
    packet({ opcode: OPCODE.decrement, key: "k", extras: arithmeticExtras(0x1_0000_0002n, 0x3_0000_0004n, 5) }),
  );
  assert.equal(request.op, OP.decr);
  assert.deepEqual([request.deltaHigh, request.deltaLow], [1, 2]);
  assert.deepEqual([request.initialHigh, request.initialLow, request.exptime], [3, 4, 5]);
});

test("extras that are left out mean 0, not what came before", () => {
  const request = new Request(SEED);
  const bytes = Buffer.from(
    packet({ opcode: OPCODE.flush, extras: wordExtras(9) }) + packet({ opcode: OPCODE.flush }),
    "latin1",
  );
  assert.equal(parseBinaryRequest(bytes, 0, bytes.length, request), 28);
  assert.equal(request.exptime, 9);
  assert.equal(parseBinaryRequest(bytes, 28, bytes.length, request), 24);
  assert.equal(request.exptime, 0);
});

test("more is wanted until header, extras and key are there; the value may come later", () => {
  const text = packet({ opcode: OPCODE.set, key: "abc", extras: storageExtras(), value: "v" });
  for (let length = 1; length < 35; length++) {
    assert.equal(parse(text.slice(0, length)).used, PARSE_MORE, `${length}`);
  }
  assert.equal(parse(text.slice(0, 35)).used, 35);
  assert.equal(parse("get a\r\n").used, PARSE_CLOSE);
});

test("no header makes it throw, use bytes it was not given, or skip more than was announced", () => {
  const header = fc.record({
    opcode: fc.oneof(fc.constantFrom(...Object.values(OPCODE)), fc.integer({ min: 0, max: 255 })),
    keyLength: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffff })),
    extrasLength: fc.oneof(fc.constantFrom(0, 4, 8, 20), fc.integer({ min: 0, max: 255 })),
    bodyLength: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 0xffffffff })),
    value: fc.string({ unit: "binary-ascii", maxLength: 600 }),
  });
  fc.assert(
    fc.property(header, (parts) => {
      const text = packet(parts);
      const { request, used } = parse(text);
      assert.ok(used >= PARSE_CLOSE && used <= text.length);
      if (used <= 0) {
        return;
      }
      if (request.op === OP.invalid) {
        assert.equal(used, 24);
        const isSkipped = opcodeShape(parts.opcode) === undefined && !request.closes;
        assert.equal(request.skipBytes, isSkipped ? parts.bodyLength : 0);
      } else {
        assert.equal(used + request.valueLength, 24 + parts.bodyLength);
        assert.ok(request.keyLength <= 250);
      }
    }),
    { numRuns: 3000, seed: 20261124 },
  );
});
