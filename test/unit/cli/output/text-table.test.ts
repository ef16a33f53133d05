/** Lines for programs can be split and read back, whatever a server sent, and start no formula. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { textCell } from "../../../../src/cli/output/cell.ts";
import {
  commaSeparatedHeader,
  commaSeparatedLine,
  tabSeparatedHeader,
  tabSeparatedLine,
} from "../../../../src/cli/output/text-table.ts";
import { parseCsv, unescaped } from "../../../support/result-tables.ts";

const TEXTS = fc.array(
  fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("=1+1", "-", "@x", "'", "", " =a", "-5")),
  {
    minLength: 1,
    maxLength: 5,
  },
);

describe("tabSeparatedLine", () => {
  it("has a dash for nothing, and tells a text that is a dash apart", () => {
    assert.equal(tabSeparatedLine(["x\ty", undefined, "", "-", "--"].map(textCell)), "x\\ty\t-\t-\t\\x2d\t--\n");
    assert.equal(tabSeparatedHeader(["name", "a\n"]), "name\ta\\n\n");
  });
  it("gives any text back, and not a control character", () => {
    fc.assert(
      fc.property(TEXTS, (texts) => {
        const line = tabSeparatedLine(texts.map(textCell));
        assert.ok(!/\p{Cc}/u.test(line.slice(0, -1).replaceAll("\t", "")));
        const fields = line.slice(0, -1).split("\t");
        assert.deepEqual(
          fields.map((field) => (field === "-" ? "" : unescaped(field))),
          texts,
        );
      }),
    );
  });
});

describe("commaSeparatedLine", () => {
  it("quotes as RFC 4180 asks for, and tells nothing from an empty text", () => {
    const row = ['say "hi"', "1,2", " x", "a;b", undefined, "", "plain"].map(textCell);
    assert.equal(commaSeparatedLine(row), '"say ""hi""","1,2"," x","a;b",,"",plain\n');
  });
  it("guards what a spreadsheet would run, and leaves numbers alone", () => {
    const cases: [string, string][] = [
      ["=1+1", "'=1+1"],
      ["+cmd", "'+cmd"],
      ["-cmd|x", "'-cmd|x"],
      ["@SUM(A1)", "'@SUM(A1)"],
      [" =1", "' =1"],
      ["\uff1d1", "'\uff1d1"],
      ["\t=1", "\\t=1"],
      ["'=1", "''=1"],
      ["-1", "-1"],
      ["+1.5e3", "+1.5e3"],
      ["-1+cmd", "'-1+cmd"],
    ];
    for (const [text, field] of cases) {
      assert.equal(parseCsv(commaSeparatedLine([textCell(text)]))[0]?.[0], field);
    }
    assert.equal(commaSeparatedLine([{ value: -5n, kind: "count" }]), "-5\n");
    assert.equal(commaSeparatedHeader(["=a", "b"]), "'=a,b\n");
  });
  it("gives any text back, starts no formula, and leaves no control character", () => {
    fc.assert(
      fc.property(TEXTS, (texts) => {
        const line = commaSeparatedLine(texts.map(textCell));
        assert.ok(!/\p{Cc}/u.test(line.slice(0, -1)));
        const [fields = []] = parseCsv(line);
        for (const field of fields) {
          assert.ok(field !== undefined && (!/^\s*[=+\-@]/.test(field) || !Number.isNaN(Number(field))), field);
        }
        assert.deepEqual(
          fields.map((field = "") => unescaped(field.replace(/^'/, ""))),
          texts,
        );
      }),
    );
  });
});
