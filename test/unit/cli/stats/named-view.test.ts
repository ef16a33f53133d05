/** Names and values side by side. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { namedView } from "../../../../src/cli/stats/named-view.ts";
import { deadReading, readingOf } from "../../../support/readings.ts";
import { humanRows, written } from "../../../support/result-tables.ts";

const settingsView = namedView("settings");

const READINGS = [
  readingOf("a:1", { maxbytes: "64", inter: "NULL" }),
  readingOf("b:1", { maxbytes: "128", extra: "x,y" }),
];

describe("settings", () => {
  it("are one line a name, with a column a server", () => {
    assert.equal(
      written("tsv", settingsView.plain(READINGS)),
      "name\ta:1\tb:1\nmaxbytes\t64\t128\ninter\tNULL\t-\nextra\t-\tx,y\n",
    );
  });
  it("are one line a value in CSV", () => {
    assert.equal(
      written("csv", settingsView.rows([...READINGS, deadReading("c:1")])),
      'server,name,value\na:1,maxbytes,64\na:1,inter,NULL\nb:1,maxbytes,128\nb:1,extra,"x,y"\n',
    );
  });
  it("mark differences on a terminal", () => {
    const [block] = settingsView.people([READINGS[0] ?? deadReading("x"), ...READINGS]);
    assert.deepEqual(block && humanRows(block)[0], ["maxbytes", "warn:64", "warn:64", "warn:128"]);
    const [same] = settingsView.people([readingOf("a:1", { x: "1" }), readingOf("b:1", { x: "1" })]);
    assert.deepEqual(same && humanRows(same), [["x", "1", "1"]]);
  });
  it("are an object in JSON", () => {
    assert.deepEqual(settingsView.json(readingOf("a:1", { maxbytes: "64", inter: "127.0.0.1" })), {
      settings: { maxbytes: 64n, inter: "127.0.0.1" },
    });
  });
  it("are asked for by their name", () => {
    const view = namedView("persistence");
    assert.deepEqual([view.name, view.subcommand], ["persistence", "persistence"]);
    assert.deepEqual(view.json(readingOf("a:1", { persist_errors: "2" })), { persistence: { persist_errors: 2n } });
    assert.equal(view.people([readingOf("a:1", { x: "1" })])[0]?.columns[0]?.name, "name");
  });
});
