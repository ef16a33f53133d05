/** Rounds, read and shown. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createPatience } from "../../../../src/cli/stats/patience.ts";
import type { StatsView } from "../../../../src/cli/stats/reading.ts";
import type { StatsFormat } from "../../../../src/cli/stats/report.ts";
import { type ShowTask, showStats } from "../../../../src/cli/stats/show.ts";
import { sizesView } from "../../../../src/cli/stats/sizes-view.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import type { Round } from "../../../../src/monitor/reading.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";
import { scriptedPoller } from "../../../support/scripted-poller.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

const ONCE: ShowTask = {
  kind: "show",
  isRepeated: false,
  everyMs: undefined,
  count: 1,
  skipsFirst: false,
  isDelta: false,
  recordPath: undefined,
};
const FIRST = roundOf([answerOf("a:1", { "": { pid: 1, uptime: 9, cmd_get: 1 } }, 0)]);
const SECOND = roundOf([answerOf("a:1", { "": { pid: 1, uptime: 10, cmd_get: 5 } }, 1000)], 1000);
const GONE = roundOf([deadReading("a:1")], 2000);

async function show(
  task: Partial<ShowTask>,
  rounds: readonly Round[],
  format: StatsFormat = "tsv",
  interruptAt?: number,
  view: StatsView = summaryView,
  isTerminal = false,
) {
  const test = createTestContext({ isTerminal });
  Object.assign(test.context.stdout, { rows: 10 });
  const { context } = test;
  const poller = scriptedPoller(rounds, (index) => {
    if (index === interruptAt) {
      test.interrupt("SIGINT");
    }
  });
  const whole = { ...ONCE, ...task };
  const plan = { words: ["a:1"], view, format, timeoutMs: 1, waitMs: undefined, task: whole };
  const exitCode = await showStats(plan, whole, poller, createPatience(context), context);
  return { exitCode, stdout: test.stdoutText(), stderr: test.stderrText(), tookMs: context.clock.monotonicMs() };
}

describe("showStats", () => {
  it("shows one reading, or what happened between two", async () => {
    assert.match((await show({}, [FIRST])).stdout, /^name\ta:1\n[\s\S]*\nuptime\t9\n/);
    const measured = await show({ everyMs: 5000, skipsFirst: true }, [FIRST, SECOND]);
    assert.match(measured.stdout, /\ngets_per_second\t4\n/);
    assert.equal(measured.tookMs, 5000);
    const delta = await show({ everyMs: 5000, skipsFirst: true, isDelta: true }, [FIRST, SECOND]);
    assert.equal(delta.stdout, "server\tname\tbefore\tafter\tchange\tper_second\na:1\tcmd_get\t1\t5\t4\t4\n");
    const json = await show({ everyMs: 5000, skipsFirst: true, isDelta: true }, [FIRST, SECOND], "json");
    assert.equal(JSON.parse(json.stdout).view, "changes");
    const table = await show({ everyMs: 5000, skipsFirst: true, isDelta: true }, [FIRST, SECOND], "table");
    assert.match(table.stdout, /│ cmd_get │/);
  });
  it("repeats as often as it was told, in the rhythm it was told", async () => {
    const { stdout, tookMs, exitCode } = await show({ isRepeated: true, everyMs: 1000, count: 3 }, [FIRST, SECOND]);
    assert.equal(stdout.trimEnd().split("\n").length, 4);
    assert.deepEqual([tookMs, exitCode], [2000, 0]);
  });
  it("fails when the only server does, and goes on when it is one round of many", async () => {
    await assert.rejects(show({}, [GONE]), { code: "CONNECT" });
    const { stdout, stderr, exitCode } = await show({ isRepeated: true, everyMs: 1000, count: 4 }, [
      FIRST,
      GONE,
      GONE,
      SECOND,
    ]);
    assert.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")[2]),
      ["status", "up", "down", "down", "up"],
    );
    assert.equal(stderr.match(/no a:1/g)?.length, 1);
    assert.equal(exitCode, 0);
    assert.equal((await show({ isRepeated: true, everyMs: 1000, count: 2 }, [FIRST, GONE])).exitCode, 3);
  });
  it("shows what is known at Ctrl-C", async () => {
    const repeated = await show(
      { isRepeated: true, everyMs: 1000, count: Number.POSITIVE_INFINITY },
      [FIRST, SECOND],
      "tsv",
      2,
    );
    assert.equal(repeated.exitCode, 130);
    assert.equal(repeated.stdout.trimEnd().split("\n").length, 3);
    const window = await show({ everyMs: 1000, skipsFirst: true }, [FIRST, SECOND], "tsv", 1);
    assert.equal(window.exitCode, 130);
    assert.match(window.stdout, /\nuptime\t9\n/);
    assert.equal((await show({}, [FIRST], "tsv", 0)).stdout, "");
  });
  it("records every round", async () => {
    const recordPath = join(temporaryFolder("show-"), "r.jsonl");
    await show({ isRepeated: true, everyMs: 1000, count: 2, recordPath }, [FIRST, GONE]);
    const lines = readFileSync(recordPath, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.slice(1).map((line) => JSON.parse(line).servers[0].up),
      [true, false],
    );
  });
  it("says once on stderr why rows for programs are missing", async () => {
    const uncounted = roundOf([answerOf("a:1", { sizes: { sizes_status: "disabled" } })]);
    const { stdout, stderr } = await show(
      { isRepeated: true, everyMs: 1, count: 2 },
      [uncounted, uncounted],
      "tsv",
      -1,
      sizesView,
    );
    assert.match(stdout, /^(time\t.*\n)?$/);
    assert.match(stderr, /^memtool stats: a:1: the server does not count sizes: [^\n]*\n$/);
    assert.equal((await show({}, [uncounted], "json", -1, sizesView)).stderr, "");
  });
  it("leaves the last reading on the terminal whole", async () => {
    const { stdout } = await show(
      { isRepeated: true, everyMs: 1, count: 2 },
      [FIRST, SECOND],
      "table",
      -1,
      summaryView,
      true,
    );
    const atTheEnd = stdout.slice(stdout.lastIndexOf("more lines, shown at the end\n"));
    assert.ok(stdout.includes("more lines, shown at the end\n\r\x1b[9A\x1b[J"));
    assert.match(atTheEnd, /hit ratio since start.*network out/s);
  });
});
