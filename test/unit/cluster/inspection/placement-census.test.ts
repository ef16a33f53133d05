import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PlacementCensus } from "../../../../src/cluster/inspection/placement-census.ts";

test("keys are counted where they are and for whom they are meant", () => {
  const census = new PlacementCensus(3);
  census.add(0, 0, 10);
  census.add(0, 2, 5);
  census.add(1, 2, 1);
  assert.deepEqual(census.node(0), { seen: 2, seenBytes: 15, misplaced: 1, misplacedBytes: 5, owned: [1, 0, 1] });
  assert.deepEqual(census.node(1), { seen: 1, seenBytes: 1, misplaced: 1, misplacedBytes: 1, owned: [0, 0, 1] });
  assert.deepEqual(census.node(2), { seen: 0, seenBytes: 0, misplaced: 0, misplacedBytes: 0, owned: [0, 0, 0] });
  assert.deepEqual(census.ownedByNode(), [1, 0, 2]);
});

test("no key is lost: what nodes have is what they own", () => {
  const key = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(1000));
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      const census = new PlacementCensus(4);
      for (const [node, owner, bytes] of keys) {
        census.add(node, owner, bytes);
      }
      const nodes = [0, 1, 2, 3].map((node) => census.node(node));
      const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
      assert.equal(total(nodes.map(({ seen }) => seen)), keys.length);
      assert.equal(total(census.ownedByNode()), keys.length);
      assert.equal(
        total(nodes.map(({ misplaced }) => misplaced)),
        keys.filter(([node, owner]) => node !== owner).length,
      );
    }),
  );
});
