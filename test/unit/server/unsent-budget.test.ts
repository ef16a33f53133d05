/** Scarce above the limit only, and plenty again below it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { REPLY_PAUSE_BYTES } from "../../../src/protocol/limits.ts";
import { SCARCE_PAUSE_BYTES } from "../../../src/server/limits.ts";
import { UnsentBudget } from "../../../src/server/unsent-budget.ts";

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
