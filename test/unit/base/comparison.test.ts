/** Checks, taken apart. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COMPARISONS, type Comparison, splitComparison } from "../../../src/base/comparison.ts";

describe("splitComparison", () => {
  it("takes every comparison apart, with and without spaces", () => {
    for (const operator of Object.keys(COMPARISONS) as Comparison[]) {
      assert.deepEqual(splitComparison(`p99${operator}5ms`), { left: "p99", operator, right: "5ms" });
      assert.deepEqual(splitComparison(` rate(x)  ${operator} 5 `), { left: "rate(x)", operator, right: "5" });
    }
  });
  it("says what is wrong", () => {
    assert.equal(splitComparison("hit_ratio 0.9"), "a comparison is missing");
    assert.equal(splitComparison("x = 1"), 'there is no comparison "="');
    assert.equal(splitComparison("x =< 1"), 'there is no comparison "=<"');
  });
});
