/** Binary replies, byte by byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BINARY_STATUS } from "../../../../src/protocol/binary/status.ts";
import {
  writeBinaryDone,
  writeBinaryItem,
  writeBinaryNumber,
  writeBinaryStat,
  writeBinaryStatus,
} from "../../../../src/protocol/binary/write-reply.ts";
import { ReplyBuffer } from "../../../../src/protocol/reply-buffer.ts";
import { Request } from "../../../../src/protocol/request.ts";

function written(write: (reply: ReplyBuffer, request: Request) => void): string {
  const request = new Request(1);
  request.opcode = 0x0c;
  request.opaque = 0xdeadbeef;
  request.keyBytes = Buffer.from("..key");
  request.keyStart = 2;
  request.keyLength = 3;
  const reply = new ReplyBuffer();
  // What an earlier reply left in the buffer must not show.
  reply.bytes.fill(0x58);
  write(reply, request);
  return reply.bytes.toString("hex", 0, reply.length);
}

test("header, extras, key and numbers are big-endian", () => {
  assert.equal(
    written((reply, request) => writeBinaryDone(reply, request, 0x05060708, 0x01020304)),
    "810c00000000000000000000deadbeef0102030405060708",
  );
  assert.equal(
    written((reply, request) => writeBinaryItem(reply, request, 0x0a0b0c0d, 3, 2, 1, 0)),
    "810c00030400000000000009deadbeef00000000000000010a0b0c0d6b6579",
  );
  assert.equal(
    written((reply, request) => writeBinaryNumber(reply, request, 0xffffffff, 0x80000000, 0, 0)),
    "810c00000000000000000008deadbeef000000000000000080000000ffffffff",
  );
});

test("a status brings its text, or the one given", () => {
  const text = (status: 0x01 | 0x82, given?: string) =>
    Buffer.from(
      written((reply, request) => writeBinaryStatus(reply, request, status, given)),
      "hex",
    ).toString("latin1", 24);
  assert.equal(text(BINARY_STATUS.notFound), "Not found");
  assert.equal(text(BINARY_STATUS.outOfMemory, "no room"), "no room");
});

test("a statistic is key and value; two empty ones end the list", () => {
  const stat = written((reply, request) => writeBinaryStat(reply, request, "pid", "77"));
  assert.equal(
    stat.slice(4, 8) + stat.slice(16, 24) + stat.slice(48),
    `0003${"00000005"}${Buffer.from("pid77").toString("hex")}`,
  );
  assert.equal(written((reply, request) => writeBinaryStat(reply, request, "", "")).length, 48);
});
