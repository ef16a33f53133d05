/** What was gathered of runs against an HTTP application that never happened: for tests of what is derived from it. */
import type { HttpRunFacts } from "../../src/bench/http/http-derive.ts";
import type { HttpPlan } from "../../src/bench/http/http-plan.ts";
import { ENDINGS, type EndingName, HttpRecorder } from "../../src/bench/http/http-recorder.ts";
import { SelfTotals } from "../../src/bench/result/self-totals.ts";
import { readingOf, type ServerReading } from "../../src/bench/result/server-counters.ts";
import { httpPlan, httpRequest } from "./http-plan.ts";

/** Two requests: `GET /a/{key}`, and a PUT that is called `buy`. */
export const TWO_REQUESTS = [
  httpRequest({ path: "/a/{key}", weight: 9 }),
  httpRequest({ name: "buy", method: "PUT", path: "/a/{key}", body: Buffer.from("{}") }),
];

/** Records `count` requests that took `serviceMs` each; with `lagMs` they were due that long before they were sent. */
export function record(
  recorder: HttpRecorder,
  request: number,
  ending: EndingName,
  count: number,
  serviceMs: number,
  lagMs = Number.NaN,
): void {
  for (let index = 0; index < count; index++) {
    recorder.record(request, ENDINGS.indexOf(ending), 1000 - lagMs, 1000, 1000 + serviceMs, false);
  }
}

/** A reading of a cache. */
export function cacheReading(counters: Readonly<Record<string, number>>, atMs = 0): ServerReading {
  const entries = Object.entries(counters).map(([name, value]) => ({ name, value: String(value) }));
  return readingOf([...entries, { name: "version", value: "1.6.45" }], atMs);
}

/** A run of 10 s over one thread whose requests `fill` records. */
export function httpFacts(
  fill: (recorder: HttpRecorder, self: SelfTotals) => void,
  changes: Partial<HttpRunFacts> = {},
  plan: Partial<HttpPlan> = {},
): HttpRunFacts {
  const recorder = new HttpRecorder();
  const self = new SelfTotals();
  fill(recorder, self);
  const usage = { cpuMs: 2000, waitedMs: 0 };
  const snapshot = { interval: 0, recorder: new HttpRecorder().take(), inFlight: 0 };
  return {
    plan: httpPlan({ requests: TWO_REQUESTS, measure: { kind: "duration", durationMs: 10_000 }, ...plan }),
    caches: [],
    warmup: undefined,
    ended: {
      recorder,
      selves: [self],
      points: [],
      reports: [
        {
          last: { ...snapshot, self: EMPTY_SELF },
          startedMs: 0,
          endedMs: 10_000,
          busyRatio: plan.arrivals === undefined ? 0.2 : undefined,
          usage,
          failure: undefined,
        },
      ],
      seconds: 10,
      processCpuMs: 3000,
      startedUnixMs: 1_767_225_600_000,
    },
    before: [],
    after: [],
    series: [],
    interrupted: false,
    failure: undefined,
    ...changes,
  };
}

const NO_GAPS = { count: 0, sumMs: 0, squaresMs: 0 };

const EMPTY_SELF = {
  ownDelay: new Float64Array([0, 0, 0]),
  loopDelay: new Float64Array([0, 0, 0]),
  intendedGaps: NO_GAPS,
  sentGaps: NO_GAPS,
  due: 0,
  sent: 0,
  blocked: 0,
  skipped: 0,
  stalls: 0,
  stallMsMax: 0,
};
