/** Facts about items as meta replies show them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeCreated, describeItem, secondsLeft } from "../../../src/engine/meta-facts.ts";
import { MetaFacts, TTL_NONE } from "../../../src/protocol/meta/facts.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("describes an item, and one that was just created as if N had not acted yet", () => {
  const harness = new EngineHarness();
  const { store, request } = harness;
  harness.run("set foo 9 50 5\r\nhello\r\n");
  harness.advance(20);
  harness.run("mg foo u\r\n");
  store.lock(request.keyHash);
  const ref = store.findLocked(request.keyBytes, 0, 0, request.keyHash);
  store.unlock(request.keyHash);
  assert.equal(ref, 0);
  const key = Buffer.from("foo");
  store.lock(request.keyHash);
  const found = store.findLocked(key, 0, 3, request.keyHash);
  const facts = new MetaFacts();
  describeItem(store, found, facts);
  const created = new MetaFacts();
  describeCreated(store, found, created);
  store.unlock(request.keyHash);
  assert.equal(facts.valueLength, 5);
  assert.equal(facts.clientFlags, 9);
  assert.equal(facts.ttlBefore, 30);
  assert.equal(facts.ttlAfter, 30);
  assert.equal(facts.lastAccessSeconds, 20);
  assert.equal(facts.hitBefore, false);
  assert.equal(created.ttlBefore, TTL_NONE);
  assert.equal(created.ttlCreated, 30);
});

test("seconds left: -1 for ever, otherwise until the moment", () => {
  const { store } = new EngineHarness();
  assert.equal(secondsLeft(store, 0), TTL_NONE);
  assert.equal(secondsLeft(store, store.now() + 7), 7);
});
