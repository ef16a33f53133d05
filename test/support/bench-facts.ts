/** Facts of a run that never happened, for tests of what is derived from them. */

import { Recorder } from "../../src/bench/load/recorder.ts";
import type { PhaseReport } from "../../src/bench/load/reports.ts";
import { SelfRecorder } from "../../src/bench/load/self-recorder.ts";
import { deriveResult, type RunFacts } from "../../src/bench/result/derive.ts";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { PhaseTotals } from "../../src/bench/result/phase-totals.ts";
import type { ServerCounterName, ServerWindow } from "../../src/bench/result/server-counters.ts";
import {
  OPERATION,
  type OperationName,
  OUTCOME,
  type OutcomeName,
  slotOf,
} from "../../src/bench/workload/operations.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { testPlan } from "./bench-plan.ts";

/** Where the run went that never happened. */
export const TEST_ADDRESS = { kind: "tcp", host: "127.0.0.1", port: 11211, tls: false } as const;

/** One group of replies: operation, outcome, service time in ns, how many, and how long before sending they were due in ns, if at all. */
export type Replies = readonly [OperationName, OutcomeName, number, number, number?];

/** A recorder with these replies. */
export function recorderWith(replies: readonly Replies[]): Recorder {
  const recorder = new Recorder();
  for (const [name, outcome, serviceNs, count, sendLagNs] of replies) {
    const slot = slotOf(OPERATION[name], OUTCOME[outcome]);
    recorder.recordService(slot, serviceNs / 1e6, count);
    for (let index = 0; index < count && sendLagNs !== undefined; index++) {
      recorder.recordDue(slot, 0, sendLagNs / 1e6, (sendLagNs + serviceNs) / 1e6);
    }
  }
  return recorder;
}

/** What one load thread measured: of each server a recorder, and of itself what `fill` records. */
export function totalsWith(
  servers: readonly Recorder[],
  fill: (self: SelfRecorder, loopDelay: Histogram) => void = () => {},
): PhaseTotals {
  const totals = new PhaseTotals(servers.length, 1);
  const self = new SelfRecorder();
  const loopDelay = Histogram.create();
  fill(self, loopDelay);
  totals.add(0, {
    interval: 0,
    servers: servers.map((server) => server.take()),
    self: self.take(loopDelay),
    inFlight: 0,
  });
  return totals;
}

/** The totals of one thread and one server that answered like this. */
export function answered(replies: readonly Replies[]): PhaseTotals {
  return totalsWith([recorderWith(replies)]);
}

/** How a load thread ended a phase of ten seconds that used half a core. */
export function testReport(changes: Partial<PhaseReport> = {}): PhaseReport {
  return {
    last: { interval: 0, servers: [], self: new SelfRecorder().take(Histogram.create()), inFlight: 0 },
    startedMs: 1000,
    endedMs: 11_000,
    busyRatio: 0.5,
    usage: { cpuMs: 5000, waitedMs: 100 },
    failure: undefined,
    ...changes,
  };
}

/** What happened on a server in ten seconds. */
export function testWindow(
  counters: Readonly<Partial<Record<ServerCounterName, number>>>,
  changes: Partial<ServerWindow> = {},
): ServerWindow {
  return { elapsedMs: 10_000, counters, cpuMs: 2000, threads: 4, wasReset: false, ...changes };
}

/** A run of ten seconds in which nothing was asked, unless `changes` says otherwise. */
export function testFacts(changes: Partial<RunFacts> = {}): RunFacts {
  return {
    plan: testPlan(TEST_ADDRESS),
    embedded: false,
    serverVersions: ["1.6.45"],
    populate: { complete: true, requests: 100, errors: 0, seconds: 0.5, errorReplies: [] },
    totals: new PhaseTotals(1, 1),
    reports: [testReport()],
    seconds: 10,
    clientCpuMs: 1000,
    embeddedCpuMs: undefined,
    serverWindows: [testWindow({ get_hits: 0, get_misses: 0, evictions: 0 })],
    series: [],
    startedUnixMs: 1_700_000_000_000,
    warmup: undefined,
    interrupted: false,
    failure: undefined,
    ...changes,
  };
}

/** The result of such a run. */
export function testResult(changes: Partial<RunFacts> = {}): BenchResult {
  return deriveResult(testFacts(changes));
}

/** A run with 900 hits, 100 misses, 50 sets and one error. */
export const BUSY: Partial<RunFacts> = {
  totals: answered([
    ["get", "hit", 100_000, 900],
    ["get", "miss", 50_000, 100],
    ["set", "hit", 200_000, 50],
    ["set", "error", 900_000, 1],
  ]),
  serverWindows: [testWindow({ get_hits: 900, get_misses: 100, evictions: 0 })],
};
