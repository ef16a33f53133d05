/** Evenly spread shares are exact to one request. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isInShare } from "../../support/known-behaviour.ts";

function picked(count: number, share: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => isInShare(index, share));
}

test("one in a hundred is the last of every hundred; 0.3 of ten are three", () => {
  assert.deepEqual(picked(300, 0.01), [99, 199, 299]);
  assert.deepEqual(picked(10, 0.3), [3, 6, 9]);
  assert.deepEqual([picked(50, 0), picked(5, 1)], [[], [0, 1, 2, 3, 4]]);
});

test("of the first n, floor(n * share) are in it, whatever floating point makes of the product", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 2000 }), (percent, count) => {
      assert.equal(picked(count, percent / 100).length, Math.floor((count * percent) / 100));
    }),
  );
});
