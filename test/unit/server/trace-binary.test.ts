/** What is logged of a binary request behind its header. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBinaryRequest } from "../../../src/protocol/binary/parse-request.ts";
import { Request } from "../../../src/protocol/request.ts";
import { binaryRequestText } from "../../../src/server/trace-binary.ts";

const EMPTY = Buffer.alloc(0);

function textOf(opcode: number, key: string, extras: Buffer = EMPTY, value = ""): string | undefined {
  const header = Buffer.alloc(24);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(opcode, 1);
  header.writeUInt16BE(key.length, 2);
  header.writeUInt8(extras.length, 4);
  header.writeUInt32BE(extras.length + key.length + value.length, 8);
  const packet = Buffer.concat([header, extras, Buffer.from(key + value)]);
  const request = new Request(1);
  assert.ok(parseBinaryRequest(packet, 0, packet.length, request) > 0);
  return binaryRequestText(31, request, (bytes) => Buffer.from(bytes).toString());
}

test("each verb in the words of memcached", () => {
  assert.equal(textOf(0x00, "a"), "<31 GET a");
  assert.equal(textOf(0x1d, "a", Buffer.alloc(4)), "<31 TOUCH a");
  assert.equal(textOf(0x1c, "a", Buffer.alloc(4)), "<31 TOUCH a");
  assert.equal(textOf(0x11, "a", Buffer.alloc(8), "value"), "<31 SET a Value len is 5");
  assert.equal(textOf(0x02, "a", Buffer.alloc(8), "v"), "<31 ADD a Value len is 1");
  assert.equal(textOf(0x03, "a", Buffer.alloc(8)), "<31 REPLACE a Value len is 0");
  assert.equal(textOf(0x0e, "a", EMPTY, "more"), "Value len is 4");
  assert.equal(textOf(0x04, "a"), "Deleting a");
  assert.equal(textOf(0x10, "items"), "<31 STATS items");
});

test("counters with their delta, signed as memcached prints it, initial value and exptime", () => {
  const extras = Buffer.alloc(20);
  extras.writeBigUInt64BE(2n ** 64n - 1n, 0);
  extras.writeBigUInt64BE(2n ** 63n, 8);
  extras.writeUInt32BE(0xffffffff, 16);
  assert.equal(textOf(0x05, "ctr", extras), "incr ctr -1, 9223372036854775808, -1");
});

test("nothing for the others, and for what is no request", () => {
  assert.equal(textOf(0x0a, ""), undefined);
  assert.equal(textOf(0x55, "a"), undefined);
});
