/** protocol/request-buffer.ts: what is sent, in which order, and from whose memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestBuffer } from "../../../src/protocol/request-buffer.ts";

test("small values are copied, large ones are sent from their own memory, all in order", () => {
  const buffer = new RequestBuffer();
  const small = Buffer.from("small");
  const large = Buffer.alloc(64 * 1024, "L");
  buffer.ascii("a ");
  buffer.key("größe");
  buffer.value(small);
  buffer.value(large);
  buffer.ascii("end");
  small.fill("x");
  const pieces = buffer.pieces();
  assert.ok(pieces.includes(large));
  assert.equal(Buffer.concat(pieces).toString(), `a größesmall\r\n${"L".repeat(64 * 1024)}\r\nend`);
  assert.equal(buffer.length, Buffer.concat(pieces).length);
});

test("reset starts over; after a hand-over the old memory is left alone", () => {
  const buffer = new RequestBuffer();
  buffer.ascii("first");
  const [first] = buffer.pieces();
  buffer.reset(true);
  assert.equal(buffer.length, 0);
  buffer.ascii("second");
  assert.equal(Buffer.from(first ?? []).toString(), "first");
  const [second] = buffer.pieces();
  buffer.reset(false);
  buffer.ascii("THIRD");
  assert.equal(Buffer.from(second ?? []).toString(), "THIRDd");
});

test("grows to any size", () => {
  const buffer = new RequestBuffer();
  for (let index = 0; index < 5000; index++) {
    buffer.key(`key-${index} `);
  }
  const text = Buffer.concat(buffer.pieces()).toString();
  assert.ok(text.startsWith("key-0 key-1 ") && text.endsWith("key-4999 "));
});
