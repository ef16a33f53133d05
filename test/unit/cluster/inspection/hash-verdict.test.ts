/** cluster/inspection/hash-verdict.ts: chance, little, weak, and nothing to say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isChance, judgeHash } from "../../../../src/cluster/inspection/hash-verdict.ts";

const kindOf = (shares: readonly number[], keys: readonly number[]) => judgeHash(shares, keys).kind;

test("chance, no chance but little, weak", () => {
  assert.equal(kindOf([0.5, 0.5], [510, 490]), "even");
  assert.equal(kindOf([0.346, 0.654], [36_000, 64_000]), "slight");
  assert.equal(kindOf([0.5, 0.5], [560_000, 440_000]), "weak");
  const weak = judgeHash([0.5, 0.25, 0.25], [400, 100, 500]);
  assert.ok("spread" in weak && !isChance(weak.spread));
  assert.deepEqual(weak.worst, { node: 2, owns: 0.25, has: 0.5, deviation: 1 });
});

test("few keys, and a node alone, say nothing", () => {
  assert.deepEqual(judgeHash([0.999, 0.001], [0, 1]), { kind: "too-few", keysNeeded: 5000 });
  assert.deepEqual(judgeHash([0.5, 0.5], [0, 0]), { kind: "too-few", keysNeeded: 10 });
  assert.equal(kindOf([1, 0], [9, 0]), "one-node");
});
