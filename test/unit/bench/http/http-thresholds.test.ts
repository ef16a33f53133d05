/** Thresholds of an HTTP application: its words, and what it does not have. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHttpThreshold } from "../../../../src/bench/http/http-thresholds.ts";
import { httpRequest } from "../../../support/http-plan.ts";

const REQUESTS = [httpRequest(), httpRequest({ name: "buy", method: "PUT" })];

test("names, methods, classes of status and the cache may stand in front", () => {
  const metricOf = (text: string) => parseHttpThreshold(text, REQUESTS, true).metric;
  const p99 = { kind: "latency", aggregation: { percentile: 99 } };
  assert.deepEqual(metricOf("p99<50ms"), { ...p99, selector: {} });
  assert.deepEqual(metricOf("GET.p99<50ms"), { ...p99, selector: { operation: "GET" } });
  assert.deepEqual(metricOf("buy.error.service.p99<50ms"), {
    ...p99,
    selector: { operation: "buy", outcome: "error", clock: "service" },
  });
  assert.deepEqual(metricOf("5xx.count==0"), { kind: "latency", selector: { operation: "5xx" }, aggregation: "count" });
  assert.deepEqual(metricOf("cache.hit_rate>0.8"), { kind: "number", name: "hit_rate", operation: "cache" });
  assert.deepEqual(metricOf("hit_rate>80%"), { kind: "number", name: "hit_rate" });
  assert.deepEqual(metricOf("GET.error_rate<1%"), { kind: "number", name: "error_rate", operation: "GET" });
});

test("what an application does not have is refused", () => {
  for (const [text, hasCache, found] of [
    ["miss.p99<1s", true, /no miss/],
    ["GET.hit_rate>0.5", true, /the caches'/],
    ["cache.p99<1s", true, /only hit_rate/],
    ["cache.ops>1", true, /only hit_rate/],
    ["cache.hit_rate>0.8", false, /no cache is read/],
    ["5xx.error_rate<1", true, /not counted by errors/],
    ["DELETE.p99<1s", true, /DELETE/],
  ] as const) {
    assert.throws(() => parseHttpThreshold(text, REQUESTS, hasCache), { code: "USAGE", message: found }, text);
  }
});
