/** Depth is told without composing, so that no text can end the process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as yaml from "yaml";
import { isDeeperThan } from "../../../../src/cluster/discovery/yaml-depth.ts";

test("levels are counted, whatever they are made of", () => {
  assert.equal(isDeeperThan(5, yaml, "a: [b, {c: d}]"), false);
  assert.equal(isDeeperThan(5, yaml, "[".repeat(9) + "]".repeat(9)), true);
  assert.equal(isDeeperThan(5, yaml, ""), false);
});

test("a hundred thousand brackets are only deep", () => {
  assert.equal(isDeeperThan(200, yaml, "[".repeat(100_000)), true);
});
