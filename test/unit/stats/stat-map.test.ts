/** Numbers in stats replies. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { numberOf, ratioOf, readCounter } from "../../../src/stats/stat-map.ts";

describe("readCounter", () => {
  it("reads 64 bits exactly and nothing that is not digits", () => {
    const stats = new Map([
      ["big", "18446744073709551615"],
      ["float", "1.5"],
      ["text", "yes"],
      ["empty", ""],
      ["long", "1".repeat(5000)],
    ]);
    assert.equal(readCounter(stats, "big"), 18446744073709551615n);
    for (const name of ["float", "text", "empty", "long", "absent"]) {
      assert.equal(readCounter(stats, name), undefined, name);
    }
  });
});

describe("ratioOf", () => {
  it("is the part of the whole, and nothing when there is no whole", () => {
    assert.equal(ratioOf(3n, 1n), 0.75);
    assert.equal(ratioOf(0n, 0n), undefined);
    assert.equal(ratioOf(undefined, 1n), undefined);
    assert.equal(ratioOf(2n ** 63n, 2n ** 63n), 0.5);
  });
});

describe("numberOf", () => {
  it("reads whole numbers exactly and fractions, and no other text", () => {
    assert.deepEqual(["18446744073709551615", "-1", "0.5", "1e5", "", "1.6.18", undefined].map(numberOf), [
      18446744073709551615n,
      -1n,
      0.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
