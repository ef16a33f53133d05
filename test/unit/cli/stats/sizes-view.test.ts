/** Item sizes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sizesView } from "../../../../src/cli/stats/sizes-view.ts";
import { readingOf } from "../../../support/readings.ts";
import { humanRows, written } from "../../../support/result-tables.ts";

const READING = readingOf("a:1", { 128: "1", 64: "2", 96: "1", odd: "x" });
const DISABLED = readingOf("b:1", { sizes_status: "disabled" });

describe("sizes", () => {
  it("are listed ascending for scripts", () => {
    assert.equal(
      written("tsv", sizesView.plain([READING, DISABLED])),
      "server\tbytes\titems\na:1\t64\t2\na:1\t96\t1\na:1\t128\t1\n",
    );
  });
  it("are put together by powers of two for people", () => {
    const [block] = sizesView.people([READING]);
    assert.deepEqual(block && humanRows(block), [
      ["64 B", "2", "50 %", "50 %"],
      ["128 B", "2", "50 %", "100 %"],
    ]);
  });
  it("say when the server does not count them, or has nothing", () => {
    assert.match(sizesView.people([DISABLED])[0]?.emptyText ?? "", /track_sizes/);
    assert.match(sizesView.people([readingOf("c:1", {})])[0]?.emptyText ?? "", /no items/);
    assert.match(sizesView.missing?.(DISABLED) ?? "", /track_sizes/);
    assert.equal(sizesView.missing?.(READING), undefined);
    assert.deepEqual(sizesView.json(DISABLED), { sizes: null });
    assert.deepEqual(sizesView.json(readingOf("c:1", { 64: "3" })), { sizes: [{ bytes: 64n, items: 3n }] });
  });
});
