/** Files that were saved, read back. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonDocument, jsonLine } from "../../../../src/cli/output/json.ts";
import { namedView } from "../../../../src/cli/stats/named-view.ts";
import { itemsView, slabsView } from "../../../../src/cli/stats/numbered-views.ts";
import { readingsOf, type StatsView } from "../../../../src/cli/stats/reading.ts";
import { statsDocument } from "../../../../src/cli/stats/report.ts";
import { snapshotsOf } from "../../../../src/cli/stats/saved-document.ts";
import { sizesView } from "../../../../src/cli/stats/sizes-view.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import { RecordingEncoder } from "../../../../src/monitor/recording.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";

const ANSWER = answerOf("a:1", {
  "": { pid: 7, version: "1.6.45", rusage_user: "0.25", bytes: "18446744073709551615" },
  settings: { maxbytes: 64, inter: "NULL" },
  items: { "items:5:number": 3, "items:5:age": 1 },
  slabs: { "5:chunk_size": 240, active_slabs: 1 },
  persistence: { persist_errors: 2, persist_lag_us: 5 },
});
const ROUND = roundOf([ANSWER, deadReading("b:1")]);

function documentOf(view: StatsView) {
  return statsDocument(view, readingsOf(ROUND, undefined, view.subcommand), ROUND.atUnixMs);
}

describe("snapshotsOf", () => {
  it("undoes what every view that can be compared makes of the server's lines", () => {
    for (const view of [summaryView, namedView("settings"), namedView("persistence"), itemsView, slabsView]) {
      const [snapshot, ...more] = snapshotsOf("f", jsonDocument(documentOf(view)));
      assert.equal(more.length, 0);
      assert.equal(snapshot?.atUnixMs, ROUND.atUnixMs);
      assert.deepEqual([...(snapshot?.servers.keys() ?? [])], ["a:1"]);
      assert.deepEqual(
        snapshot?.servers.get("a:1")?.get(view.subcommand),
        ANSWER.views.get(view.subcommand),
        view.name,
      );
    }
  });
  it("reads a document on each line, as --every --json writes them", () => {
    const lines = jsonLine(documentOf(summaryView)).repeat(3);
    assert.equal(snapshotsOf("f", lines).length, 3);
  });
  it("reads recordings", () => {
    const encoder = new RecordingEncoder();
    const text = encoder.header(0) + encoder.line(ROUND) + encoder.line(ROUND);
    const snapshots = snapshotsOf("f", text);
    assert.equal(snapshots.length, 2);
    assert.deepEqual(snapshots[1]?.servers, new Map([["a:1", ANSWER.views]]));
  });
  it("names the file that is neither", () => {
    const empty = new RecordingEncoder().header(0);
    for (const text of [
      "",
      "hello",
      "{}",
      "[1]",
      '{"schema":2,"servers":[]}',
      empty,
      jsonDocument(documentOf(sizesView)),
    ]) {
      assert.throws(() => snapshotsOf("f.json", text), { code: "USAGE", message: /^cannot compare f\.json: / }, text);
    }
  });
});
