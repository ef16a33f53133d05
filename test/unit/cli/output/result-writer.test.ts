/** Rows in every format, as they come. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { OUTPUT_FORMATS } from "../../../../src/cli/output/result-format.ts";
import type { ResultColumn, ResultRow } from "../../../../src/cli/output/result-table.ts";
import { openResultWriter } from "../../../../src/cli/output/result-writer.ts";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { written } from "../../../support/result-tables.ts";

const COLUMNS: readonly ResultColumn[] = [
  { name: "key", label: "key", kind: "text" },
  { name: "size", label: "size", kind: "bytes" },
];
const ROWS: readonly ResultRow[] = [
  ["a", 2048n],
  [Buffer.from([0xff, 0x41]), undefined],
];

describe("openResultWriter", () => {
  it("writes every format", () => {
    const expected = {
      table: "key     size\na      2 KiB\n\\xffA      —\n",
      tsv: "key\tsize\na\t2048\n\\xffA\t-\n",
      csv: "key,size\na,2048\n\\xffA,\n",
      json: '[\n  {"key":"a","size":2048},\n  {"key_base64":"/0E=","size":null}\n]\n',
      jsonl: '{"key":"a","size":2048}\n{"key_base64":"/0E=","size":null}\n',
      markdown: "| key | size |\n| --- | ---: |\n| a | 2 KiB |\n| \\\\xffA | — |\n",
    };
    for (const format of OUTPUT_FORMATS) {
      assert.equal(written(format, { columns: COLUMNS, rows: ROWS }), expected[format], format);
    }
  });
  it("writes a row when it comes, in all formats but table", () => {
    for (const format of OUTPUT_FORMATS) {
      let text = "";
      const writer = openResultWriter(
        format,
        COLUMNS,
        (piece) => {
          text += piece;
        },
        createStyle(false),
      );
      writer.row(ROWS[0] ?? []);
      assert.equal(/a.*2/s.test(text), format !== "table", format);
      writer.flush();
      assert.match(text, /a.*2/s);
    }
  });
  it("makes whole documents of nothing", () => {
    assert.deepEqual(JSON.parse(written("json", { columns: COLUMNS, rows: [] })), []);
    assert.equal(written("jsonl", { columns: COLUMNS, rows: [] }), "");
    assert.equal(written("csv", { columns: COLUMNS, rows: [] }), "key,size\n");
  });
  it("gives any text back from JSON, in ASCII, and keeps lines apart everywhere", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), (texts) => {
        const table = { columns: COLUMNS, rows: texts.map((text) => [text, 1n]) };
        const lines = written("jsonl", table).split("\n").slice(0, -1);
        assert.deepEqual(
          lines.map((line) => JSON.parse(line).key),
          texts,
        );
        assert.deepEqual(
          JSON.parse(written("json", table)).map(({ key }: { key: string }) => key),
          texts,
        );
        assert.ok(!/[^\n\x20-\x7e]/.test(written("json", table)));
        for (const format of ["table", "tsv", "csv", "markdown"] as const) {
          const text = written(format, table);
          assert.equal(text.split("\n").length, texts.length + (format === "markdown" ? 3 : 2), format);
          assert.ok(!/\p{Cc}/u.test(text.replaceAll(/[\t\n]/g, "")), format);
        }
      }),
    );
  });
});
