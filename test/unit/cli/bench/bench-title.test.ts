/** bench-title: what is loaded and how, the most important first. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { constantStages, parseStages } from "../../../../src/bench/arrivals/arrivals.ts";
import type { LoadPlan } from "../../../../src/cli/bench/bench-plan.ts";
import { benchTitle, serversText } from "../../../../src/cli/bench/bench-title.ts";

function loadOf(changes: Partial<LoadPlan>): readonly string[] {
  const load = { arrivals: { kind: "closed" }, connections: 50, threads: 1, pipeline: 1, ...changes } as LoadPlan;
  return benchTitle("cache1:11211", load).load;
}

test("the target", () => {
  const addresses = [parseAddress("cache1:11211")];
  assert.equal(serversText({ addresses, embedded: false }), "cache1:11211");
  assert.equal(serversText({ addresses, embedded: true }), "embedded server cache1:11211");
  const pool = [parseAddress("cache1:11211"), parseAddress("cache2")];
  assert.equal(serversText({ addresses: pool, embedded: false }), "cache1:11211 cache2:11211");
  const evil = { kind: "unix", path: "/tmp/\x1b[31m.sock" } as const;
  assert.ok(!serversText({ addresses: [evil], embedded: false }).includes("\x1b"));
});

test("a closed loop, without what is as usual", () => {
  assert.deepEqual(loadOf({}), ["closed loop", "50 connections"]);
  assert.deepEqual(loadOf({ connections: 1, threads: 2, pipeline: 32 }), [
    "closed loop",
    "1 connection",
    "2 threads",
    "pipeline 32",
  ]);
});

test("an open loop and its rates", () => {
  const stages = (text: string) => loadOf({ arrivals: { kind: "constant", stages: parseStages(text, 0) } })[0];
  assert.equal(loadOf({ arrivals: { kind: "constant", stages: constantStages(50_000) } })[0], "open loop, 50k/s");
  assert.equal(loadOf({ arrivals: { kind: "poisson", stages: constantStages(1) } })[0], "open loop, 1/s Poisson");
  assert.equal(stages("10s:1k,30s:50k"), "open loop, 0/s to 1k/s to 50k/s");
  assert.equal(stages("1s:1k,1s:2k,1s:3k,1s:4k"), "open loop, 4 stages");
});
