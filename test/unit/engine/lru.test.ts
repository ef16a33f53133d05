/** lru. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LRU } from "../../../src/store/item-layout.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("tune, mode and temp_ttl: what is taken and what is refused", () => {
  const harness = new EngineHarness();
  const expected: Readonly<Record<string, string>> = {
    lru: "ERROR",
    "lru mode": "ERROR",
    "lru mode round": "ERROR",
    "lru temp_ttl": "ERROR",
    "lru temp_ttl x": "ERROR",
    "lru tune 10 20 0.1": "ERROR",
    "lru tune 10 x 0.1 2": "ERROR",
    "lru tune 41 40 0.1 2": "ERROR hot and warm pcts must not exceed 80",
    "lru tune 10 20 0 2": "ERROR hot/warm age factors must be greater than 0",
    "lru tune 10 20 nan 3": "ERROR",
    "lru tune 10 20 +1. 3e": "ERROR",
    "lru tune 10 20 .5 +1.e1": "OK",
    "lru tune 10 20 0.25 3": "OK",
    "lru temp_ttl 60": "OK",
    "lru mode flat": "OK",
  };
  for (const [line, reply] of Object.entries(expected)) {
    assert.equal(harness.run(`${line}\r\n`), `${reply}\r\n`, line);
  }
  const { tuning } = harness.store.parts;
  assert.deepEqual(
    [tuning.hotPct, tuning.warmPct, tuning.hotMaxFactor, tuning.warmMaxFactor, tuning.temporaryTtl, tuning.segmented],
    [10, 20, 0.25, 3, 60, false],
  );
  harness.server.allows = { ...harness.server.allows, lruTuning: false };
  assert.equal(harness.run("lru mode segmented\r\nlru temp_ttl 5\r\n"), "ERROR\r\nERROR\r\n");
  assert.equal(harness.run("lru tune 11 21 1 2 more words\r\n"), "OK\r\n", "tuning needs no maintainer");
  assert.equal(tuning.hotPct, 11);
});

test("they decide where items go", () => {
  const harness = new EngineHarness();
  const { lists } = harness.store.parts;
  harness.run("set hot 0 10 1\r\nx\r\nlru temp_ttl 60\r\nset temp 0 10 1\r\nx\r\nset hot2 0 0 1\r\nx\r\n");
  harness.run("lru mode flat\r\nset cold 0 10 1\r\nx\r\n");
  assert.deepEqual(
    [LRU.hot, LRU.warm, LRU.cold, LRU.temp].map((lru) => lists.count(1, lru)),
    [2, 0, 1, 1],
  );
  assert.equal(harness.run("lru temp_ttl -1\r\n"), "OK\r\n");
});
