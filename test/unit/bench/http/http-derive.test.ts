/** The document: counts, times, caches, thresholds and judgement of runs that are known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deriveHttpResult } from "../../../../src/bench/http/http-derive.ts";
import { parseHttpThreshold } from "../../../../src/bench/http/http-thresholds.ts";
import { cacheReading, httpFacts, record, TWO_REQUESTS } from "../../../support/http-facts.ts";
import { atRate } from "../../../support/http-plan.ts";

const CACHE = { kind: "tcp", host: "10.0.0.1", port: 11211, tls: false } as const;

test("a closed loop: counts by request and by status, errors in the times at their age, no response times", () => {
  const result = deriveHttpResult(
    httpFacts((recorder) => {
      record(recorder, 0, "2xx", 90, 5);
      record(recorder, 1, "5xx", 8, 1);
      recorder.countStatus(503);
      record(recorder, 1, "failed", 1, 10_000);
      recorder.countError("time-out");
      record(recorder, 1, "unanswered", 1, 700);
    }),
  );
  const { total, requests } = result;
  assert.deepEqual([total.requests, total.errors, total.unanswered, total.errorRate], [100, 9, 1, 0.09]);
  assert.equal(total.requestsPerSecond, 9.9);
  assert.ok((total.service.maxUs ?? 0) >= 9_990_000, "a time-out does not vanish");
  assert.deepEqual([total.response, total.sendLag, result.rate], [null, null, null]);
  assert.deepEqual(
    requests.map(({ label, requests: count, errors }) => [label, count, errors]),
    [
      ["GET /a/{key}", 90, 0],
      ["buy", 10, 9],
    ],
  );
  assert.deepEqual(Object.keys(requests[1]?.statuses ?? {}), ["5xx"]);
  assert.deepEqual(result.errors, [
    { kind: "status 503", count: 1 },
    { kind: "time-out", count: 1 },
  ]);
  assert.deepEqual([result.valid, result.complete, result.cache], [true, true, null]);
  assert.equal(result.client.usPerOp, 30_000);
  assert.equal(result.client.threads[0]?.cpuRatio, 0.2);
});

test("an open loop: three clocks, and a client that sent late makes it INVALID", () => {
  const result = deriveHttpResult(
    httpFacts(
      (recorder, self) => {
        record(recorder, 0, "2xx", 100, 5, 20);
        self.ownDelay.record(20e6, 100);
        self.due = 100;
        self.sent = 100;
      },
      {},
      { arrivals: atRate(10) },
    ),
  );
  const { response, service, sendLag } = result.total;
  assert.ok(Math.abs((response?.p50Us ?? 0) - 25_000) < 100);
  assert.ok(Math.abs((service.p50Us ?? 0) - 5000) < 20);
  assert.ok(Math.abs((sendLag?.p50Us ?? 0) - 20_000) < 80);
  assert.ok(!result.valid && /sent late/.test(result.invalidReasons[0] ?? ""));
  assert.deepEqual([result.rate?.offeredPerSecond, result.rate?.achievedPerSecond], [10, 10]);
});

test("caches: each one's counters over the window, and together; one that was reset is left out", () => {
  const before = [
    cacheReading({ get_hits: 100, get_misses: 10, evictions: 1, cmd_set: 0, rusage_user: 1, rusage_system: 1 }),
    cacheReading({ get_hits: 900, get_misses: 10 }),
  ];
  const after = [
    cacheReading({ get_hits: 190, get_misses: 20, evictions: 4, cmd_set: 10, rusage_user: 1.2, rusage_system: 1.3 }),
    cacheReading({ get_hits: 3, get_misses: 1 }),
  ];
  const caches = [CACHE, { ...CACHE, host: "10.0.0.2" }];
  const result = deriveHttpResult(
    httpFacts((recorder) => record(recorder, 0, "2xx", 50, 5), { caches, before, after }),
  );
  const [first, second] = result.caches;
  assert.deepEqual(
    [first?.address, first?.version, first?.hitRate, first?.getsPerRequest, first?.setsPerRequest, first?.evictions],
    ["10.0.0.1:11211", "1.6.45", 0.9, 2, 0.2, 3],
  );
  assert.ok(Math.abs((first?.usPerRequest ?? 0) - 10_000) < 1);
  assert.deepEqual([second?.hitRate, second?.counters], [null, null]);
  assert.deepEqual([result.cache?.hitRate, result.cache?.hits], [0.9, 90]);
  assert.match(result.notes.join("\n"), /10\.0\.0\.2:11211 were reset/);
});

test("thresholds and histograms", () => {
  const texts = ["p99<6ms", "buy.p99<1ms", "2xx.count==10", "error_rate<1%", "ops>=1", "PUT.ops>0", "unanswered==0"];
  const thresholds = texts.map((text) => parseHttpThreshold(text, TWO_REQUESTS, false));
  const result = deriveHttpResult(httpFacts((recorder) => record(recorder, 0, "2xx", 10, 5), {}, { thresholds }));
  assert.deepEqual(
    result.thresholds.map(({ passed, actualText }) => [passed, actualText]),
    [
      [true, "5 ms"],
      [false, "-"],
      [true, "10"],
      [true, "0 %"],
      [true, "1/s"],
      [false, "-"],
      [true, "0"],
    ],
  );
  assert.deepEqual(Object.keys(result.histograms), ["total.service", "GET /a/{key}.2xx.service"]);
});

test("a run that never began, and one that failed", () => {
  const failure = { code: "DISCONNECTED", message: "gone", hint: undefined } as const;
  const result = deriveHttpResult(httpFacts(() => {}, { ended: undefined, failure }));
  assert.deepEqual(result.error, { code: "DISCONNECTED", message: "gone", hint: null });
  assert.deepEqual([result.complete, result.seconds, result.total.requests, result.startedUnixMs], [false, 0, 0, null]);
});

test("values of headers, which may be secrets, are not in it", () => {
  const facts = httpFacts(() => {}, {}, { headers: [["Authorization", "Bearer SECRET"]] });
  const text = JSON.stringify(deriveHttpResult(facts));
  assert.match(text, /"headers":\["Authorization"\]/);
  assert.doesNotMatch(text, /SECRET/);
});
