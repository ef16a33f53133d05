/** What a reply writer wrote, as text; checked in a nearly full buffer, so that a writer that reserves too little shows. */
import assert from "node:assert/strict";
import { ReplyBuffer } from "../../src/protocol/reply-buffer.ts";

/** Runs `write` on a buffer with `room` bytes left and returns the text it appended. */
export function writtenBy(write: (reply: ReplyBuffer) => void, room = 0): string {
  const reply = new ReplyBuffer();
  const before = reply.bytes.length - room;
  reply.bytes.fill(0x2e);
  reply.length = before;
  write(reply);
  assert.ok(reply.length <= reply.bytes.length, "the writer reserved what it wrote");
  assert.ok(
    reply.bytes.subarray(0, before).every((byte) => byte === 0x2e),
    "earlier replies are kept",
  );
  return reply.bytes.toString("latin1", before, reply.length);
}
