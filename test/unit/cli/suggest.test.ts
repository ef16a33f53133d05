/** "Did you mean". */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { suggest } from "../../../src/cli/suggest.ts";

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
