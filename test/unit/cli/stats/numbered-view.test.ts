/** Tables of slab classes and connections. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { numberedView } from "../../../../src/cli/stats/numbered-view.ts";
import { readCounter } from "../../../../src/stats/stat-map.ts";
import { deadReading, readingOf } from "../../../support/readings.ts";
import { humanHead, humanRows, written } from "../../../support/result-tables.ts";

const VIEW = numberedView({
  name: "items",
  idName: "class",
  listName: "classes",
  emptyText: "nothing here",
  columns: [
    { label: "items", kind: "count", total: "sum", of: (values) => readCounter(values, "number") },
    { label: "age", kind: "seconds", of: (values) => readCounter(values, "age") },
    { label: "rare", kind: "count", total: "sum", hideZero: true, of: (values) => readCounter(values, "rare") },
    { label: "absent", kind: "count", of: (values) => readCounter(values, "absent") },
  ],
});

const READING = readingOf("a:1", {
  "items:2:number": "5",
  "items:2:age": "60",
  "items:2:rare": "0",
  "items:1:number": "7",
  "items:1:new": "x",
  total_malloced: "9",
});

describe("numberedView", () => {
  it("gives scripts every stat, a row for each server and number", () => {
    assert.equal(
      written("tsv", VIEW.plain([deadReading("b:1"), READING])),
      "server\tclass\tnumber\tnew\tage\trare\na:1\t1\t7\tx\t-\t-\na:1\t2\t5\t-\t60\t0\n",
    );
  });
  it("gives people the columns that say something, and a total", () => {
    const [block] = VIEW.people([READING]);
    assert.ok(block !== undefined);
    assert.deepEqual(humanHead(block), ["class", "items", "age"]);
    assert.deepEqual(humanRows(block), [
      ["1", "7", "—"],
      ["2", "5", "1m"],
      ["bold:total", "bold:12", "bold: "],
    ]);
  });
  it("shows a rare event that happened", () => {
    const [block] = VIEW.people([readingOf("a:1", { "1:rare": "3" })]);
    assert.deepEqual(block && humanRows(block), [["1", "3"]]);
  });
  it("says so when there is nothing, under the server's name when there are several", () => {
    const empty = readingOf("a:1", {});
    const [block] = VIEW.people([empty]);
    assert.deepEqual([block?.title, block?.rows, block?.emptyText], [undefined, [], "nothing here"]);
    assert.equal(VIEW.people([empty, READING])[0]?.title, "a:1");
  });
  it("makes a list and the other stats in JSON", () => {
    assert.deepEqual(VIEW.json(READING), {
      classes: [
        { class: 1, number: 7n, new: "x" },
        { class: 2, number: 5n, age: 60n, rare: 0n },
      ],
      total_malloced: 9n,
    });
  });
});
