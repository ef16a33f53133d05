/** Colour, or none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStyle } from "../../../../src/cli/output/style.ts";

describe("createStyle", () => {
  it("wraps text in SGR codes and ends them", () => {
    assert.equal(createStyle(true).bad("down"), "\x1b[31mdown\x1b[39m");
    assert.equal(createStyle(true).bold("x"), "\x1b[1mx\x1b[22m");
    assert.equal(createStyle(true).good(""), "");
  });
  it("does nothing without colour", () => {
    const style = createStyle(false);
    for (const paint of [style.bold, style.dim, style.good, style.warn, style.bad]) {
      assert.equal(paint("x"), "x");
    }
  });
});
