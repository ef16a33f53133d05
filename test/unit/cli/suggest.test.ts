/** "Did you mean". */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { editDistance, suggest } from "../../../src/cli/suggest.ts";

describe("editDistance", () => {
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
});

describe("suggest", () => {
  const commands = ["serve", "repl", "stats", "bench"];
  it("finds the near one", () => {
    assert.equal(suggest("stast", commands), "stats");
    assert.equal(suggest("server", commands), "serve");
    assert.equal(suggest("be", commands), "bench");
  });
  it("stays silent when nothing is near", () => {
    assert.equal(suggest("frobnicate", commands), undefined);
    assert.equal(suggest("x", commands), undefined);
    assert.equal(suggest("", commands), undefined);
  });
});
