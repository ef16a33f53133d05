/** engine/later-reply.ts: asked when it is wanted, written when the answer is there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LaterReply } from "../../../src/engine/later-reply.ts";
import { STREAM_STEP } from "../../../src/engine/reply-stream.ts";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";

function textOf(reply: ReplyBuffer): string {
  return reply.bytes.toString("latin1", 0, reply.length);
}

test("nothing is asked before the reply is wanted, and then once", () => {
  const reply = new ReplyBuffer();
  const waiting: ((word: string) => void)[] = [];
  let wakes = 0;
  const later = new LaterReply<string>(
    (done) => waiting.push(done),
    (to, word) => to.appendText(word),
  );
  assert.equal(waiting.length, 0);
  assert.equal(later.fill(reply), STREAM_STEP.waiting);
  later.onWake(() => wakes++);
  assert.equal(later.fill(reply), STREAM_STEP.waiting);
  assert.equal(waiting.length, 1);
  waiting[0]?.("word");
  assert.equal(wakes, 1);
  assert.equal(later.fill(reply), STREAM_STEP.done);
  assert.equal(textOf(reply), "word");
});

test("an answer that is there at once needs no second call", () => {
  const reply = new ReplyBuffer();
  const later = new LaterReply<undefined>(
    (done) => done(undefined),
    (to) => to.appendText("ok"),
  );
  assert.equal(later.fill(reply), STREAM_STEP.done);
  assert.equal(textOf(reply), "ok");
});

test("who has gone is not woken", () => {
  const waiting: ((word: string) => void)[] = [];
  const later = new LaterReply<string>(
    (done) => waiting.push(done),
    () => {},
  );
  later.fill(new ReplyBuffer());
  later.onWake(() => assert.fail("nobody is there"));
  later.close();
  waiting[0]?.("word");
});
