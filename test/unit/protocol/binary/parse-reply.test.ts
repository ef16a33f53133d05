/** protocol/binary/parse-reply.ts: replies whole, in pieces, and bytes that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseBinaryReply, refusalText } from "../../../../src/protocol/binary/parse-reply.ts";
import { packet } from "../../../support/binary-packet.ts";

function reply(parts: Parameters<typeof packet>[0]): Buffer {
  return Buffer.from(packet({ magic: 0x81, ...parts }), "latin1");
}

test("property: a reply is read back, whatever stands around it, and every shorter piece asks for more", () => {
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  const facts = fc.record({
    opcode: fc.integer({ min: 0, max: 255 }),
    status: fc.integer({ min: 0, max: 0xffff }),
    opaque: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    key: bytes,
    value: bytes,
    extras: bytes,
  });
  fc.assert(
    fc.property(facts, bytes, bytes, (parts, before, after) => {
      const whole = reply(parts);
      const stream = Buffer.concat([before, whole, after]);
      const { extras: _, ...expected } = parts;
      assert.deepEqual(parseBinaryReply(stream, before.length, 1000), {
        kind: "reply",
        used: whole.length,
        reply: expected,
      });
      for (let length = 0; length < whole.length; length++) {
        assert.equal(parseBinaryReply(whole.subarray(0, length), 0, 1000).kind, "more");
      }
    }),
    { numRuns: 30 },
  );
});

test("what is no reply is a fault with words for it", () => {
  const faults: readonly (readonly [Buffer, RegExp])[] = [
    [Buffer.from("ERROR\r\n"), /^"ERROR\\r\\n"$/],
    [reply({ opcode: 0, bodyLength: 1001 }), /^a reply of 1001 bytes, more than the limit of 1000$/],
    [reply({ opcode: 0, key: "abc", bodyLength: 2 }), /extras and key are longer than its body/],
    [reply({ opcode: 0, extrasLength: 5 }), /extras and key are longer than its body/],
  ];
  for (const [bytes, found] of faults) {
    const parsed = parseBinaryReply(bytes, 0, 1000);
    assert.match(parsed.kind === "fault" ? parsed.found : parsed.kind, found);
  }
});

test("property: no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      bytes[0] = 0x81;
      const parsed = parseBinaryReply(Buffer.from(bytes), 0, 1000);
      assert.ok(parsed.kind !== "reply" || parsed.used <= bytes.length);
    }),
  );
});

test("a refusal has the server's words, or the number of the status", () => {
  const textOf = (bytes: Buffer): string => {
    const parsed = parseBinaryReply(bytes, 0, 1000);
    return parsed.kind === "reply" ? refusalText(parsed.reply) : parsed.kind;
  };
  assert.equal(textOf(reply({ opcode: 0x10, status: 1, value: "Not found" })), "Not found");
  assert.equal(textOf(reply({ opcode: 0x10, status: 5 })), "status 0x05");
});
