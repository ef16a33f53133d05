/** reply-facts: the flags of a reply are forgotten before the next, its numbers are written over by it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyFacts } from "../../../../src/bench/wire/reply-facts.ts";

test("clearing forgets the flags of a lease and of staleness, and nothing else", () => {
  const facts = new ReplyFacts();
  const fresh = { ...facts };
  Object.assign(facts, { isWinner: true, isAwaited: true, isStale: true });
  facts.clearFlags();
  assert.deepEqual({ ...facts }, fresh);
  Object.assign(facts, { casHigh: 1, casLow: 2, valueBytes: 3 });
  facts.clearFlags();
  assert.deepEqual([facts.casHigh, facts.casLow, facts.valueBytes], [1, 2, 3]);
});
