/** The reply buffer: growth, attachments, and starting over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";

test("bytes, ranges and text are appended, and growth keeps what is there", () => {
  const reply = new ReplyBuffer();
  reply.append(Buffer.from("STORED\r\n"));
  reply.appendRange(Buffer.from("..key.."), 2, 3);
  reply.appendText("\xff1");
  const room = reply.bytes.length;
  reply.appendRange(Buffer.alloc(room, "x"), 0, room);
  assert.ok(reply.bytes.length > room);
  assert.equal(reply.bytes.toString("latin1", 0, 13), "STORED\r\nkey\xff1");
  assert.equal(reply.length, 13 + room);
  assert.ok(reply.bytes.subarray(13, reply.length).every((byte) => byte === 120));
});

test("attachments count as pending and remember their place and item", () => {
  const reply = new ReplyBuffer();
  reply.appendText("VALUE");
  reply.attach([new Uint8Array(10), new Uint8Array(2)], 77);
  assert.equal(reply.pendingBytes, 17);
  assert.deepEqual(
    reply.attachments.map(({ at, itemRef }) => [at, itemRef]),
    [[5, 77]],
  );
  reply.reset(false);
  assert.deepEqual([reply.pendingBytes, reply.attachments.length], [0, 0]);
});

test("handed-over bytes are not written again", () => {
  const reply = new ReplyBuffer();
  const first = reply.bytes;
  reply.appendText("a");
  reply.reset(false);
  assert.equal(reply.bytes, first);
  reply.reset(true);
  assert.notEqual(reply.bytes, first);
});

test("bytes behind the last flush mark are told apart", () => {
  const reply = new ReplyBuffer();
  reply.appendText("END\r\nMN\r\n");
  assert.equal(reply.unflushedBytes, 9);
  reply.markFlushed();
  assert.deepEqual([reply.unflushedBytes, reply.pendingBytes], [0, 9]);
  reply.appendText("OK");
  assert.equal(reply.unflushedBytes, 2);
  reply.reset(false);
  assert.equal(reply.unflushedBytes, 0);
});
