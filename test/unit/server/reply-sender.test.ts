/** Replies with attachments leave in order, pins come off, buffers are reused only when nobody holds them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { sendReply } from "../../../src/server/reply-sender.ts";
import { FakeSocket } from "../../support/fake-socket.ts";

function fill(reply: ReplyBuffer, text: string): void {
  reply.append(Buffer.from(text));
}

test("text and attachments are written in the order of the reply", () => {
  const fake = new FakeSocket();
  const reply = new ReplyBuffer();
  const released: number[] = [];
  fill(reply, "head ");
  reply.attach([Buffer.from("one"), Buffer.from("two")], 11);
  reply.attach([Buffer.from("three")], 12);
  fill(reply, " tail");
  assert.equal(reply.pendingBytes, 21);
  sendReply(fake.socket, reply, (itemRef) => released.push(itemRef), false);
  assert.equal(fake.text, "head onetwothree tail");
  assert.deepEqual(released, [11, 12]);
  assert.equal(reply.pendingBytes, 0);
});

test("items stay pinned and the buffer is handed over while the peer does not take the bytes", () => {
  const fake = new FakeSocket();
  fake.stuck = true;
  const reply = new ReplyBuffer();
  const released: number[] = [];
  fill(reply, "x");
  reply.attach([Buffer.from("value")], 5);
  const { bytes } = reply;
  sendReply(fake.socket, reply, (itemRef) => released.push(itemRef), false);
  assert.notEqual(reply.bytes, bytes);
  assert.deepEqual(released, []);
  fake.drain();
  assert.deepEqual(released, [5]);
});

test("a buffer that was taken at once is reused, and nothing is written for an empty reply", () => {
  const fake = new FakeSocket();
  const reply = new ReplyBuffer();
  const { bytes } = reply;
  fill(reply, "x");
  sendReply(fake.socket, reply, () => {}, false);
  sendReply(fake.socket, reply, () => {}, false);
  assert.equal(reply.bytes, bytes);
  assert.equal(fake.chunks.length, 1);
});

test("to a peer that is behind, a small reply is copied instead of giving a whole buffer away", () => {
  const fake = new FakeSocket();
  fake.stuck = true;
  const reply = new ReplyBuffer();
  fill(reply, "first");
  sendReply(fake.socket, reply, () => {}, false);
  const { bytes } = reply;
  for (let count = 0; count < 3; count++) {
    fill(reply, "END\r\n");
    sendReply(fake.socket, reply, () => {}, false);
    assert.equal(reply.bytes, bytes);
    assert.equal(fake.views.at(-1)?.buffer.byteLength, 5);
  }
  assert.equal(fake.text, "firstEND\r\nEND\r\nEND\r\n");
});

test("when memory is scarce every reply is copied", () => {
  const fake = new FakeSocket();
  fake.stuck = true;
  const reply = new ReplyBuffer();
  const { bytes } = reply;
  fill(reply, "first");
  sendReply(fake.socket, reply, () => {}, true);
  assert.equal(reply.bytes, bytes);
  assert.equal(fake.views[0]?.buffer.byteLength, 5);
});
