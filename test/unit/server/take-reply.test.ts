import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { takeReply } from "../../../src/server/take-reply.ts";

test("everything in its order, attachments unpinned, and nothing left", () => {
  const reply = new ReplyBuffer();
  const released: number[] = [];
  reply.appendText("one ");
  reply.attach([Buffer.from("tw"), Buffer.from("o ")], 22);
  reply.attach([Buffer.from("three ")], 33);
  reply.appendText("four");
  assert.equal(String(takeReply(reply, (ref) => released.push(ref))), "one two three four");
  assert.deepEqual(released, [22, 33]);
  assert.equal(reply.pendingBytes, 0);
  assert.equal(takeReply(reply, () => assert.fail("nothing is pinned")).length, 0);
});
