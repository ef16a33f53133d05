/** How far apart words are. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { editDistance } from "../../../src/base/edit-distance.ts";

it("counts edits, a swap as one", () => {
  for (const [from, to, distance] of [
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["stats", "sttas", 1],
    ["stats", "stat", 1],
    ["bench", "branch", 2],
  ] as const) {
    assert.equal(editDistance(from, to), distance, `${from} ${to}`);
    assert.equal(editDistance(to, from), distance);
  }
});
