/** Facts of a run that never happened, for tests of what is derived from them. */
import { notesOf } from "../../src/bench/notes.ts";
import { Recorder } from "../../src/bench/recorder.ts";
import { type BenchResult, deriveResult, type RunFacts } from "../../src/bench/result.ts";
import {
  OPERATION,
  type OperationName,
  OUTCOME,
  type OutcomeName,
  slotOf,
} from "../../src/bench/workload/operations.ts";
import { testPlan } from "./bench-plan.ts";

/** One group of replies: operation, outcome, latency in ns, how many. */
export type Replies = readonly [OperationName, OutcomeName, number, number];

/** A recorder with these replies. */
export function recorderWith(replies: readonly Replies[]): Recorder {
  const recorder = new Recorder();
  for (const [name, outcome, latencyNs, count] of replies) {
    recorder.record(slotOf(OPERATION[name], OUTCOME[outcome]), latencyNs, count);
  }
  return recorder;
}

/** A run of ten seconds in which nothing was asked, unless `changes` says otherwise. */
export function testFacts(changes: Partial<RunFacts> = {}): RunFacts {
  const address = { kind: "tcp", host: "127.0.0.1", port: 11211, tls: false } as const;
  return {
    plan: testPlan(address),
    address,
    embedded: false,
    serverVersion: "1.6.45",
    populate: { complete: true, requests: 100, errors: 0, seconds: 0.5, errorReplies: [] },
    recorder: new Recorder(),
    seconds: 10,
    clientCpuMs: 1000,
    serverCpuMs: 2000,
    busiestThread: 0.5,
    serverWindow: { counters: { get_hits: 0, get_misses: 0, evictions: 0 }, cpuMs: 2000, threads: 4, wasReset: false },
    interrupted: false,
    failure: undefined,
    ...changes,
  };
}

/** The result of such a run. */
export function testResult(changes: Partial<RunFacts> = {}): BenchResult {
  return deriveResult(testFacts(changes), notesOf);
}

/** A run with 900 hits, 100 misses, 50 sets and one error. */
export const BUSY: Partial<RunFacts> = {
  recorder: recorderWith([
    ["get", "hit", 100_000, 900],
    ["get", "miss", 50_000, 100],
    ["set", "hit", 200_000, 50],
    ["set", "error", 900_000, 1],
  ]),
  serverWindow: {
    counters: { get_hits: 900, get_misses: 100, evictions: 0 },
    cpuMs: 2000,
    threads: 4,
    wasReset: false,
  },
};
