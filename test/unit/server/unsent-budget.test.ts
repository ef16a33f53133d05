/** Scarce above the limit only, and plenty again below it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { REPLY_PAUSE_BYTES } from "../../../src/protocol/limits.ts";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { SCARCE_PAUSE_BYTES, UNSENT_WRITE_BYTES } from "../../../src/server/limits.ts";
import { UnsentBudget, UnsentShare } from "../../../src/server/unsent-budget.ts";

test("above the limit a client is sent little at a time", () => {
  const budget = new UnsentBudget(1000);
  budget.change(600);
  budget.change(400);
  assert.deepEqual([budget.isScarce, budget.pauseBytes], [false, REPLY_PAUSE_BYTES]);
  budget.change(1);
  assert.deepEqual([budget.isScarce, budget.pauseBytes], [true, SCARCE_PAUSE_BYTES]);
  budget.change(-600);
  assert.deepEqual([budget.isScarce, budget.pauseBytes], [false, REPLY_PAUSE_BYTES]);
});

test("a client adds what waits for it now, and may be behind by so many bytes and writes", () => {
  const budget = new UnsentBudget(1000);
  const reply = new ReplyBuffer();
  const share = new UnsentShare(budget, reply);
  share.account(900);
  share.account(1001);
  assert.equal(reply.pauseBytes, SCARCE_PAUSE_BYTES);
  assert.equal(share.isTooMuch(SCARCE_PAUSE_BYTES), false);
  assert.equal(share.isTooMuch(SCARCE_PAUSE_BYTES + 1), true);
  share.account(0);
  assert.equal(reply.pauseBytes, REPLY_PAUSE_BYTES);
  const writesMax = Math.floor(REPLY_PAUSE_BYTES / UNSENT_WRITE_BYTES);
  for (let count = 0; count < writesMax; count++) share.countWrite(1);
  assert.equal(share.isTooMuch(1), false);
  share.countWrite(1);
  assert.equal(share.isTooMuch(1), true);
  share.countWrite(0);
  assert.equal(share.isTooMuch(1), false);
});
