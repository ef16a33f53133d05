/** Which format is meant. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatOf, OUTPUT_FORMATS } from "../../../../src/cli/output/result-format.ts";

const NONE = { format: undefined, json: false, csv: false };

describe("formatOf", () => {
  it("follows the output when nothing is asked for", () => {
    assert.equal(formatOf(NONE, { isTerminal: true }), "table");
    assert.equal(formatOf(NONE, { isTerminal: false }), "tsv");
  });
  it("takes the long and the short form, and both when they agree", () => {
    for (const format of OUTPUT_FORMATS) {
      assert.equal(formatOf({ ...NONE, format }, { isTerminal: true }), format);
    }
    assert.equal(formatOf({ ...NONE, json: true }, { isTerminal: true }), "json");
    assert.equal(formatOf({ ...NONE, csv: true, format: "csv" }, { isTerminal: true }), "csv");
  });
  it("refuses two", () => {
    assert.throws(() => formatOf({ ...NONE, json: true, csv: true }, { isTerminal: true }), /json or csv/);
    assert.throws(() => formatOf({ ...NONE, format: "tsv", csv: true }, { isTerminal: true }), /tsv or csv/);
  });
});
