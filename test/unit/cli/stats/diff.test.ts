/** Two files compared. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { jsonDocument } from "../../../../src/cli/output/json.ts";
import type { OutputFormat } from "../../../../src/cli/output/result-format.ts";
import { compareSnapshots, runDiff } from "../../../../src/cli/stats/diff.ts";
import { slabsView } from "../../../../src/cli/stats/numbered-views.ts";
import { readingsOf } from "../../../../src/cli/stats/reading.ts";
import { statsDocument } from "../../../../src/cli/stats/report.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import type { ServerAnswer } from "../../../../src/monitor/reading.ts";
import { answerOf, roundOf } from "../../../support/readings.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

const folder = temporaryFolder("diff-");

function serverOf(address: string, gets: number): ServerAnswer {
  return answerOf(address, { "": { pid: 1, cmd_get: gets } });
}

function snapshotOf(atUnixMs: number, ...servers: ServerAnswer[]) {
  return { atUnixMs, servers: new Map(servers.map(({ address, views }) => [address, views])) };
}

function save(name: string, afterMs: number, ...servers: ServerAnswer[]): string {
  const path = join(folder, name);
  const round = roundOf(servers, afterMs);
  writeFileSync(path, jsonDocument(statsDocument(summaryView, readingsOf(round, undefined, ""), round.atUnixMs)));
  return path;
}

async function diff(format: OutputFormat, view: typeof summaryView, ...words: string[]) {
  const test = createTestContext();
  const task = { kind: "diff" } as const;
  const exitCode = await runDiff({ words, view, format, timeoutMs: 1, waitMs: undefined, task }, test.context);
  return { exitCode, stdout: test.stdoutText(), stderr: test.stderrText() };
}

describe("compareSnapshots", () => {
  it("compares servers by their addresses, and names those that only one knows", () => {
    const { servers, onlyBefore, onlyAfter } = compareSnapshots(
      snapshotOf(0, serverOf("a:1", 1), serverOf("b:1", 1)),
      snapshotOf(2000, serverOf("a:1", 5), serverOf("c:1", 1)),
    );
    assert.deepEqual(
      servers.map(({ address, seconds, changes: { changes } }) => [address, seconds, changes[0]?.perSecond]),
      [["a:1", 2, 2]],
    );
    assert.deepEqual([onlyBefore, onlyAfter], [["b:1"], ["c:1"]]);
  });
  it("compares two single servers whatever their addresses", () => {
    const { servers, onlyBefore } = compareSnapshots(
      snapshotOf(0, serverOf("a:1", 1)),
      snapshotOf(1, serverOf("b:1", 2)),
    );
    assert.deepEqual([servers[0]?.address, onlyBefore], ["a:1 -> b:1", []]);
  });
});

describe("runDiff", () => {
  const before = save("before.json", 0, serverOf("a:1", 1), serverOf("b:1", 1));
  const after = save("after.json", 4000, serverOf("a:1", 5));
  it("prints in every format", async () => {
    const { stdout, stderr, exitCode } = await diff("tsv", summaryView, before, after);
    assert.equal(stdout, "server\tname\tbefore\tafter\tchange\tper_second\na:1\tcmd_get\t1\t5\t4\t1\n");
    assert.equal(stderr, `memtool stats: only in ${before}: b:1\n`);
    assert.equal(exitCode, 0);
    const document = JSON.parse((await diff("json", summaryView, before, after)).stdout);
    assert.deepEqual(
      [document.from.file, document.to.time, document.only_before],
      [before, "2026-01-01T00:00:04.000Z", ["b:1"]],
    );
    assert.match((await diff("table", summaryView, before, after)).stdout, /│ cmd_get │ +1 │ +5 │ +4 │ +1\/s │/);
    assert.match((await diff("markdown", summaryView, before, after)).stdout, /\| cmd\\_get \| 1 \| 5 \| 4 \| 1\/s \|/);
  });
  it("escapes names that only one file knows, which may come from anywhere", async () => {
    const hostile = save("hostile.json", 0, serverOf("a:1", 1), serverOf("\x1b]0;x\x07:1", 1));
    assert.equal((await diff("tsv", summaryView, hostile, after)).stderr.includes("\x1b"), false);
  });
  it("shows the statistics of a view only, when one is named", async () => {
    assert.equal((await diff("csv", slabsView, before, after)).stdout.split("\n").length, 2);
  });
  it("refuses what cannot be compared", async () => {
    await assert.rejects(diff("tsv", summaryView), /compares two files, and got 0/);
    await assert.rejects(diff("tsv", summaryView, before, after, before), /and got 3/);
    await assert.rejects(diff("tsv", summaryView, after, before), /is older than/);
    await assert.rejects(diff("tsv", summaryView, before), /a single reading/);
  });
});
