/** Changes as tables. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changesRows, changesTables } from "../../../../src/cli/stats/changes-view.ts";
import { changesBetween } from "../../../../src/monitor/changes.ts";
import { answerOf } from "../../../support/readings.ts";
import { humanRows, written } from "../../../support/result-tables.ts";

const BEFORE = answerOf("a:1", { "": { pid: 1, cmd_get: 10, bytes_read: 0, bytes: 4096, version: "1.6.1" } });
const AFTER = answerOf("a:1", { "": { pid: 1, cmd_get: 30, bytes_read: 4096, bytes: 1024, version: "1.6.2" } });
const SERVER = { address: "a:1", changes: changesBetween(BEFORE.views, AFTER.views, 2), seconds: 2 };

describe("changesRows", () => {
  it("gives programs exact numbers, a row each", () => {
    assert.equal(
      written("tsv", changesRows([SERVER])),
      [
        "server\tname\tbefore\tafter\tchange\tper_second",
        "a:1\tcmd_get\t10\t30\t20\t10",
        "a:1\tbytes_read\t0\t4096\t4096\t2048",
        "a:1\tbytes\t4096\t1024\t-3072\t-",
        "a:1\tversion\t1.6.1\t1.6.2\t-\t-",
        "",
      ].join("\n"),
    );
  });
});

describe("changesTables", () => {
  it("gives people units, and marks what fell", () => {
    const [table] = changesTables([SERVER]);
    assert.ok(table !== undefined);
    assert.deepEqual(humanRows(table).slice(0, 3), [
      ["cmd_get", "10", "30", "20", "10/s"],
      ["bytes_read", "0 B", "4 KiB", "4 KiB", "2 KiB/s"],
      ["bytes", "4 KiB", "1 KiB", "warn:-3 KiB", "—"],
    ]);
    assert.deepEqual([table.title, table.note, table.remarks], [undefined, "changed within 2 s", []]);
  });
  it("names servers where there are several, and says when one restarted or was reset", () => {
    const other = answerOf("b:1", { "": { pid: 2, cmd_get: 5 } });
    const reset = answerOf("a:1", { "": { pid: 1, cmd_get: 3 } });
    const [restarted, was] = changesTables([
      { address: "b:1", changes: changesBetween(BEFORE.views, other.views, 2), seconds: 2 },
      { address: "a:1", changes: changesBetween(BEFORE.views, reset.views, 2), seconds: undefined },
    ]);
    assert.equal(restarted?.title, "b:1");
    assert.match(restarted?.remarks?.[0]?.text ?? "", /restarted in between/);
    assert.match(was?.remarks?.[0]?.text ?? "", /stats reset/);
    assert.equal(was?.note, undefined);
  });
  it("shows the seconds of a processor per second as a part of it", () => {
    const [before, after] = [{ "": { rusage_user: "1.000000" } }, { "": { rusage_user: "1.500000" } }];
    const changes = changesBetween(answerOf("a", before).views, answerOf("a", after).views, 2);
    const [table] = changesTables([{ address: "a", changes, seconds: 2 }]);
    assert.deepEqual(table && humanRows(table), [["rusage_user", "1 s", "1.5 s", "500 ms", "25 %"]]);
  });
});
