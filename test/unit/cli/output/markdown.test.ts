/** Markdown shows values as they are. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { textCell } from "../../../../src/cli/output/cell.ts";
import { escapeMarkdown, markdownHeader, markdownRow, markdownText } from "../../../../src/cli/output/markdown.ts";

describe("markdown", () => {
  it("has a rule below the head, numbers to the right, units for people", () => {
    const columns = [
      { name: "key", label: "key|x", kind: "text" },
      { name: "size", label: "size", kind: "bytes" },
    ] as const;
    assert.equal(markdownHeader(columns), "| key\\|x | size |\n| --- | ---: |\n");
    assert.equal(
      markdownRow([textCell("a|b\n<b>*"), { value: 2048n, kind: "bytes" }]),
      "| a\\|b\\\\n&lt;b&gt;\\* | 2 KiB |\n",
    );
    assert.equal(markdownText("[x](y)"), "\\[x\\](y)");
  });
  it("lets no text end its cell, its line, or become HTML", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("|", "\\", "<", "a") })),
        (text) => {
          const row = markdownRow([textCell(text), textCell("x")]);
          const inside = row.slice(2, -" | x |\n".length);
          assert.ok(row.endsWith(" | x |\n") && !inside.includes("\n"));
          assert.ok(!/[<>]/.test(inside));
          // Every character with a meaning has an odd number of backslashes before it.
          assert.ok(!/(?<!\\)(?:\\\\)*[|*_`[\]~]/.test(inside), inside);
        },
      ),
    );
  });
  it("escapes what acts, and nothing else", () => {
    assert.equal(escapeMarkdown("user:1 a/b 50 %"), "user:1 a/b 50 %");
  });
});
