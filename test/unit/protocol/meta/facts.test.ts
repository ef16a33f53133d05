/** The record of facts starts and clears to what a miss may show. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MetaFacts, TTL_NONE } from "../../../../src/protocol/meta/facts.ts";

test("clear forgets every fact but the kind of key", () => {
  const facts = new MetaFacts();
  facts.ttlBefore = 5;
  facts.ttlAfter = 6;
  facts.casLow = 7;
  facts.casHigh = 8;
  facts.valueLength = 9;
  facts.clientFlags = 10;
  facts.lastAccessSeconds = 11;
  facts.hitBefore = true;
  facts.won = true;
  facts.stale = true;
  facts.tokenSent = true;
  facts.clear(false);
  assert.deepEqual(facts, new MetaFacts());
  assert.equal(facts.ttlBefore, TTL_NONE);
  facts.clear(true);
  assert.equal(facts.keyIsBinary, true);
});
