/** Columns that texts take. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import stringWidth from "string-width";
import { shownWidth } from "../../../../src/cli/output/shown-width.ts";

describe("shownWidth", () => {
  it("counts what is seen, as the package that Ink uses does", () => {
    for (const text of ["", "abc", "\x1b[31mred\x1b[39m", "e\u0301", "日本語", "한글", "ｱ", "ＡＢ", "│ —", "😀", "é"]) {
      assert.equal(shownWidth(text), stringWidth(text), JSON.stringify(text));
    }
  });
});
