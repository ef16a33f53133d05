/** Values for scripts and for people. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Cell, exactText, humanText, roundFor, textCell } from "../../../../src/cli/output/cell.ts";

describe("exactText", () => {
  it("keeps every digit of a counter and rounds arithmetic", () => {
    const cases: [Cell, string | undefined][] = [
      [{ value: 18446744073709551615n, kind: "count" }, "18446744073709551615"],
      [{ value: 1 / 3, kind: "ratio" }, "0.333333"],
      [{ value: 1 / 3, kind: "rate" }, "0.333"],
      [{ value: undefined, kind: "rate" }, undefined],
      [textCell("a\tb\x1b"), "a\\tb\\e"],
    ];
    for (const [cell, text] of cases) {
      assert.equal(exactText(cell), text);
    }
  });
});

describe("humanText", () => {
  it("has a unit for each kind", () => {
    const cases: [Cell, string][] = [
      [{ value: 1234567n, kind: "count" }, "1,234,567"],
      [{ value: 1536n, kind: "bytes" }, "1.5 KiB"],
      [{ value: 0.5, kind: "ratio" }, "50 %"],
      [{ value: 1500, kind: "rate" }, "1.5k/s"],
      [{ value: 2048, kind: "byteRate" }, "2 KiB/s"],
      [{ value: 90, kind: "seconds" }, "1m 30s"],
      [{ value: undefined, kind: "count" }, "—"],
      [textCell(""), "—"],
      [textCell("x\x07"), "x\\x07"],
    ];
    for (const [cell, text] of cases) {
      assert.equal(humanText(cell), text);
    }
  });
});

describe("roundFor", () => {
  it("keeps whole numbers whole", () => {
    assert.equal(roundFor("seconds", 12), 12);
    assert.equal(roundFor("ratio", 0.1234567), 0.123457);
  });
});
