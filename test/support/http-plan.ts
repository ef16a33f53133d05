/** Plans of runs against an HTTP application for tests: small, short, on one thread. */

import { systemClock } from "../../src/base/clock.ts";
import { constantStages } from "../../src/bench/arrivals/arrivals.ts";
import { HttpEngine } from "../../src/bench/http/http-engine.ts";
import type { HttpPlan, HttpRequest } from "../../src/bench/http/http-plan.ts";
import { HttpRecorder } from "../../src/bench/http/http-recorder.ts";
import { type HttpBenchOutcome, type HttpRunHooks, runHttpBench } from "../../src/bench/http/http-runner.ts";
import type { HttpApp } from "./http-app.ts";

/** A request of weight 1 without a name and a body. */
export function httpRequest(changes: Partial<HttpRequest> = {}): HttpRequest {
  return { name: undefined, method: "GET", path: "/", weight: 1, body: undefined, ...changes };
}

/** A closed loop of 4 connections for half a second. */
export function httpPlan(changes: Partial<HttpPlan> = {}): HttpPlan {
  return {
    origin: "http://127.0.0.1:1",
    verifyTls: true,
    requests: [httpRequest()],
    headers: [],
    keyspace: { keyCount: 100, keyPrefix: "", keyLengths: undefined, distribution: { kind: "uniform" } },
    arrivals: { kind: "closed" },
    lowCpu: false,
    threads: 1,
    connections: 4,
    pipeline: 1,
    warmup: { kind: "none" },
    measure: { kind: "duration", durationMs: 500 },
    thresholds: [],
    seed: 1,
    connectTimeoutMs: 10_000,
    requestTimeoutMs: 10_000,
    stallTimeoutMs: 5000,
    ...changes,
  };
}

/** Evenly spaced requests. */
export function atRate(rate: number): HttpPlan["arrivals"] {
  return { kind: "constant", stages: constantStages(rate) };
}

/** Runs a plan against an application, in load threads. */
export async function runAgainst(
  app: Pick<HttpApp, "origin">,
  changes: Partial<HttpPlan>,
  hooks: Partial<HttpRunHooks> = {},
): Promise<HttpBenchOutcome> {
  return await runHttpBench(httpPlan({ origin: app.origin, ...changes }), {
    caches: [],
    readCache: async () => undefined,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...hooks,
  });
}

/** Runs an engine in this thread through its measured phase; resolves to all it recorded. */
export async function runEngine(
  changes: Partial<HttpPlan>,
  onStart: (engine: HttpEngine) => void = () => {},
): Promise<{ recorder: HttpRecorder; failure: string | undefined }> {
  const plan = httpPlan(changes);
  const engine = new HttpEngine({ plan, thread: 0, threads: 1 }, systemClock);
  const recorder = new HttpRecorder();
  try {
    await engine.connect();
    onStart(engine);
    const report = await engine.run({ kind: "measure", end: plan.measure }, (interval) =>
      recorder.add(interval.recorder),
    );
    recorder.add(report.last.recorder);
    return { recorder, failure: report.failure?.code };
  } finally {
    engine.close();
  }
}
