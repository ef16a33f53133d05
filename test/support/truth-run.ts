/**
 * Runs `memtool bench` against a known server and holds what it reports against what is true. On a busy machine the load generator itself may
 * be late: then it has to say so (INVALID), and the run is made again.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { BenchResult, LatencySummary } from "../../src/bench/result/document.ts";
import type { KnownBehaviour, Timing } from "./known-behaviour.ts";
import { type KnownReport, startKnownServer } from "./known-server.ts";
import { machineTrouble, preferThisProcess } from "./punctual-thread.ts";
import { type LoadTruth, simulateLoad } from "./queue-truth.ts";
import { type CliResult, runCli } from "./run-cli.ts";

/** How often a run may be made again. */
const ATTEMPTS = 4;

/** A known server that was later than this, in ms, at p99 is no standard to hold others against. */
const PUNCTUAL_MS = 0.1;

/** How far the median may be off, at least, on a machine too busy for more. */
const MEDIAN_PART = 0.1;
const MEDIAN_MS = 0.5;

/** One run: what bench said, and what the server itself knows. */
export interface TruthRun {
  readonly result: BenchResult;
  readonly cli: CliResult;
  readonly report: KnownReport;
}

/** Runs bench once against a fresh server. */
export async function runAgainst(behaviour: KnownBehaviour, args: readonly string[]): Promise<TruthRun> {
  const undo = preferThisProcess();
  const server = await startKnownServer(behaviour);
  try {
    const cli = await runCli(["bench", `127.0.0.1:${server.port}`, "--keys", "1000", ...args, "--json"]);
    undo();
    assert.notEqual(cli.stdout, "", cli.stderr);
    return { result: JSON.parse(cli.stdout) as BenchResult, cli, report: await server.report() };
  } finally {
    undo();
    await server.close();
  }
}

/** Percentiles of a summary in ms, as truth-check.ts wants them. */
export function percentilesOf(summary: LatencySummary | null, percentiles: readonly number[]): Map<number, number> {
  assert.ok(summary !== null, "there is no such clock");
  const { p50Us, p90Us, p95Us, p99Us, p999Us, maxUs } = summary;
  const known = new Map([
    [50, p50Us],
    [90, p90Us],
    [95, p95Us],
    [99, p99Us],
    [99.9, p999Us],
    [100, maxUs],
  ]);
  return new Map(percentiles.map((percentile) => [percentile, (known.get(percentile) ?? Number.NaN) / 1000]));
}

/** What is true of an open loop of `perSecond` for `durationMs` over 50 connections without pipelining, bench's own defaults. */
export function truthOf(arrivalsMs: Float64Array, timing: Timing, durationMs: number): LoadTruth {
  // Replies to what is in flight when time is up are still waited for; that takes one service time.
  const drainMs = timing.kind === "capacity" ? 50_000 / timing.perSecond : 0;
  return simulateLoad(
    { arrivalsMs, connections: 50, pipeline: 1, stopMs: durationMs, endMs: durationMs + drainMs },
    timing,
  );
}

/** With MEMTOOL_TRUTH_FULL=1 some run has to be valid, which takes a machine that nobody else uses. */
const MUST_BE_VALID = process.env["MEMTOOL_TRUTH_FULL"] === "1";

/**
 * Makes a run until it is valid and nothing is untrue of it. A run that says it is valid, while the server was punctual, has to be true at once.
 * When no run is valid the machine is too busy to judge percentiles: bench has said so itself, which is the truth, and the median of the least
 * disturbed run is judged.
 * @param medianMs the true median of the service time
 * @param judge sentences about what is not true; none if all is
 */
export async function expectTruth(
  context: TestContext,
  run: () => Promise<TruthRun>,
  medianMs: number,
  judge: (run: TruthRun) => string[],
): Promise<void> {
  const untrue: string[] = [];
  let medianErrorMs = Number.POSITIVE_INFINITY;
  let isWrong = MUST_BE_VALID;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const last = await run();
    const found = judge(last);
    const { valid, invalidReasons, total } = last.result;
    if (valid && found.length === 0) {
      return;
    }
    const trouble = machineTrouble(last.report, PUNCTUAL_MS);
    const state = valid ? (trouble ?? "valid") : invalidReasons.join("; ");
    untrue.push(`${state}: ${found.join("; ")}`);
    if (valid && trouble === undefined) {
      isWrong = true;
      break;
    }
    medianErrorMs = Math.min(medianErrorMs, Math.abs((total.service.p50Us ?? Number.NaN) / 1000 - medianMs));
  }
  if (isWrong || medianErrorMs > Math.max(medianMs * MEDIAN_PART, MEDIAN_MS)) {
    assert.fail(`no run of ${untrue.length} was valid and true:\n${untrue.join("\n")}`);
  }
  context.diagnostic(`too busy to judge more than the median: ${untrue.join(" | ")}`);
}
