/** Settings side by side. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { commaSeparated, tabSeparated } from "../../../../src/cli/output/text-table.ts";
import { settingsView } from "../../../../src/cli/stats/settings-view.ts";
import { deadReading, readingOf } from "../../../support/readings.ts";

const READINGS = [
  readingOf("a:1", { maxbytes: "64", inter: "NULL" }),
  readingOf("b:1", { maxbytes: "128", extra: "x,y" }),
];

describe("settings", () => {
  it("are one line a name, with a column a server", () => {
    assert.equal(
      tabSeparated(settingsView.plain(READINGS)),
      "name\ta:1\tb:1\nmaxbytes\t64\t128\ninter\tNULL\t-\nextra\t-\tx,y\n",
    );
  });
  it("are one line a value in CSV", () => {
    assert.equal(
      commaSeparated(settingsView.csv([...READINGS, deadReading("c:1")])),
      'server,name,value\na:1,maxbytes,64\na:1,inter,NULL\nb:1,maxbytes,128\nb:1,extra,"x,y"\n',
    );
  });
  it("mark differences on a terminal", () => {
    const [block] = settingsView.terminal([READINGS[0] ?? deadReading("x"), ...READINGS], createStyle(true));
    assert.ok(block !== undefined && typeof block.table === "object");
    assert.deepEqual(block.table.rows[0], [
      "maxbytes",
      "\x1b[33m64\x1b[39m",
      "\x1b[33m64\x1b[39m",
      "\x1b[33m128\x1b[39m",
    ]);
    const [same] = settingsView.terminal(
      [readingOf("a:1", { x: "1" }), readingOf("b:1", { x: "1" })],
      createStyle(true),
    );
    assert.ok(same !== undefined && typeof same.table === "object");
    assert.deepEqual(same.table.rows, [["x", "1", "1"]]);
  });
  it("are an object in JSON", () => {
    assert.deepEqual(settingsView.json(readingOf("a:1", { maxbytes: "64", inter: "127.0.0.1" })), {
      settings: { maxbytes: 64n, inter: "127.0.0.1" },
    });
  });
});
