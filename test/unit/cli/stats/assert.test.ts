/** Assertions, from the options to the exit code. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OutputFormat } from "../../../../src/cli/output/result-format.ts";
import { assertionsTable, peopleTable, runAssertions } from "../../../../src/cli/stats/assert.ts";
import { createPatience } from "../../../../src/cli/stats/patience.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import { parseAssertion } from "../../../../src/monitor/assertion.ts";
import { checkAssertions } from "../../../../src/monitor/assertion-check.ts";
import type { Round } from "../../../../src/monitor/reading.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";
import { humanRows } from "../../../support/result-tables.ts";
import { scriptedPoller } from "../../../support/scripted-poller.ts";
import { createTestContext } from "../../../support/test-context.ts";

const STATS = { pid: 1, uptime: 5, get_hits: 3, get_misses: 1, bytes: 1 };
const ROUND = roundOf([answerOf("a:1", { "": STATS })]);
const HALF = roundOf([answerOf("a:1", { "": STATS }), deadReading("b:1")]);

async function run(texts: readonly string[], rounds: readonly Round[], overMs?: number, format: OutputFormat = "tsv") {
  const test = createTestContext();
  const task = { kind: "assert", assertions: texts.map(parseAssertion), overMs } as const;
  const plan = { words: [], view: summaryView, format, timeoutMs: 1, waitMs: undefined, task };
  const exitCode = await runAssertions(plan, task, scriptedPoller(rounds), createPatience(test.context), test.context);
  return { exitCode, stdout: test.stdoutText(), stderr: test.stderrText(), tookMs: test.context.clock.monotonicMs() };
}

describe("runAssertions", () => {
  it("exits with 0, 1, 2 or 3", async () => {
    assert.equal((await run(["hit_ratio > 0.7", "bytes < 1k"], [ROUND])).exitCode, 0);
    assert.equal((await run(["hit_ratio > 0.7", "bytes > 1k"], [ROUND])).exitCode, 1);
    await assert.rejects(run(["hit_ration > 0.7"], [ROUND]), { code: "USAGE", hint: "did you mean hit_ratio?" });
    await assert.rejects(run(["zzzzzzzz > 0.7"], [ROUND]), { code: "USAGE", hint: /--raw/ });
    await assert.rejects(run(["hit_ratio > 0.7"], [roundOf([deadReading("a:1")])]), { code: "CONNECT" });
    const half = await run(["hit_ratio > 0.7"], [HALF]);
    assert.equal(half.exitCode, 3);
    assert.match(half.stderr, /no b:1/);
    assert.match(half.stdout, /^passed\thit_ratio > 0\.7\ta:1\t0\.75\t> 70 %\t-$/m);
    assert.match(half.stdout, /^failed\thit_ratio > 0\.7\tb:1\t-\t> 70 %\tthe server did not answer$/m);
  });
  it("reports names before servers that are gone, when any server could be asked", async () => {
    await assert.rejects(run(["hit_ration > 0.7"], [HALF]), { code: "USAGE" });
    const gone = roundOf([deadReading("a:1"), deadReading("b:1")]);
    assert.equal((await run(["hit_ration > 0.7"], [gone])).exitCode, 3);
  });
  it("waits for a window, and measures over it", async () => {
    const before = roundOf([answerOf("a:1", { "": STATS }, 0)]);
    const now = roundOf([answerOf("a:1", { "": { ...STATS, get_hits: 13 } }, 2000)]);
    const { stdout, tookMs, exitCode } = await run(["rate(get_hits) == 5"], [before, now], 2000, "json");
    assert.deepEqual([tookMs, exitCode], [2000, 0]);
    const document = JSON.parse(stdout);
    assert.deepEqual([document.window_seconds, document.passed, document.assertions[0].measured], [2, true, 5]);
    assert.deepEqual(document.servers, [{ address: "a:1", up: true, error: null }]);
  });
  it("does not wait for a window when nobody answers", async () => {
    const gone = roundOf([deadReading("a:1"), deadReading("b:1")]);
    assert.equal((await run(["rate(get_hits) == 5"], [gone], 60_000)).tookMs, 0);
  });
  it("does not wait for a window to refuse a name that nobody knows", async () => {
    const { context } = createTestContext();
    const task = { kind: "assert", assertions: [parseAssertion("rate(get_hit) > 1")], overMs: 60_000 } as const;
    const plan = { words: [], view: summaryView, format: "tsv", timeoutMs: 1, waitMs: undefined, task } as const;
    const refused = runAssertions(plan, task, scriptedPoller([ROUND]), createPatience(context), context);
    await assert.rejects(refused, { code: "USAGE", hint: "did you mean get_hits?" });
    assert.equal(context.clock.monotonicMs(), 0);
  });
  it("waits for a slab class that may yet come, and for a server that may know more", async () => {
    const later = roundOf([answerOf("a:1", { "": STATS, items: { "items:5:number": 1 } }, 1000)]);
    assert.equal((await run(["items:5:number == 1"], [ROUND, later], 1000)).exitCode, 0);
    const both = roundOf([answerOf("a:1", { "": STATS }, 1000), answerOf("b:1", { "": { ...STATS, new_stat: 1 } })]);
    assert.equal((await run(["total.new_stat == 1"], [HALF, both], 1000)).exitCode, 1);
  });
  it("ends at Ctrl-C", async () => {
    const { context, interrupt, stdoutText } = createTestContext();
    const poller = scriptedPoller([ROUND], () => interrupt("SIGINT"));
    const task = { kind: "assert", assertions: [parseAssertion("bytes > 0")], overMs: 1000 } as const;
    const plan = { words: [], view: summaryView, format: "tsv", timeoutMs: 1, waitMs: undefined, task } as const;
    assert.equal(await runAssertions(plan, task, poller, createPatience(context), context), 130);
    assert.equal(stdoutText(), "");
  });
});

describe("the tables", () => {
  const results = checkAssertions(["hit_ratio > 90%", "version == 1.6.45"].map(parseAssertion), [
    { now: answerOf("a:1", { "": STATS }), earlier: undefined },
  ]);
  it("give people colours and units, and the reasons below", () => {
    const table = peopleTable(results);
    assert.deepEqual(humanRows(table), [
      ["bad:failed", "hit_ratio > 90%", "a:1", "75 %", "> 90 %"],
      ["bad:failed", "version == 1.6.45", "a:1", "—", '== "1.6.45"'],
    ]);
    assert.equal(table.note, "2 of 2 failed");
    assert.deepEqual(
      table.remarks?.map(({ text }) => text),
      ["version == 1.6.45 (a:1): the server does not tell it"],
    );
  });
  it("give programs a column of reasons", () => {
    assert.deepEqual(
      assertionsTable(results).rows.map((row) => row.at(-1)),
      [undefined, "the server does not tell it"],
    );
  });
});
