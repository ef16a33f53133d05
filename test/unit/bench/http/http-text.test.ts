/** Sentences and tables of a result. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deriveHttpResult } from "../../../../src/bench/http/http-derive.ts";
import { httpFooter, httpHeadline, isHttpMeasured } from "../../../../src/bench/http/http-text.ts";
import { cacheReading, httpFacts, record } from "../../../support/http-facts.ts";
import { atRate } from "../../../support/http-plan.ts";

const CACHE = { kind: "tcp", host: "10.0.0.1", port: 11211, tls: false } as const;

const closed = deriveHttpResult(
  httpFacts(
    (recorder) => {
      record(recorder, 0, "2xx", 90, 5);
      record(recorder, 1, "failed", 10, 5);
      recorder.countError("connection reset", 10);
      recorder.tallies.lostConnections = 1;
      recorder.tallies.reconnects = 1;
    },
    {
      caches: [CACHE],
      before: [cacheReading({ get_hits: 0, get_misses: 0 })],
      after: [cacheReading({ get_hits: 80, get_misses: 20 })],
    },
  ),
);

test("above: what ran against what", () => {
  assert.deepEqual(httpHeadline(closed), [
    "Closed loop against http://127.0.0.1:1: 4 connections on 1 thread, pipeline 1",
    "GET /a/{key} 9, PUT /a/{key} 1, 100 keys uniform, seed 1",
    "Measured 10 s",
  ]);
});

test("below: hit rate, loop, errors, cost, connections", () => {
  const text = httpFooter(closed).join("\n");
  assert.match(
    text,
    /^Hit rate 80\.00 % \(95 % between 71\.\d\d % and 86\.\d\d %\): 80 of 100 keys that the cache was asked for/,
  );
  assert.match(text, /a closed loop asks a slow application less/);
  assert.match(text, /Errors: 10 of 100 requests \(10 %\)\n {2}10 times: connection reset/);
  assert.match(text, /CPU per request: client 30 ms; load threads used 20 % of a core/);
  assert.match(text, /Connections: 1 lost, 1 opened again, 0 attempts failed/);
});

test("an open loop says its rate, a run cut short until when", () => {
  const stages = [
    { durationMs: 1000, fromRate: 0, toRate: 100 },
    { durationMs: 1000, fromRate: 100, toRate: 50 },
  ];
  const open = deriveHttpResult(httpFacts(() => {}, { interrupted: true }, { arrivals: { kind: "poisson", stages } }));
  assert.match(httpHeadline(open)[0] ?? "", /^Open loop, 0\/s -> 100\/s -> 50\/s Poisson arrivals, against/);
  assert.match(httpHeadline(open).at(-1) ?? "", /until it was interrupted$/);
  const constant = deriveHttpResult(httpFacts(() => {}, {}, { arrivals: atRate(1000) }));
  assert.match(httpHeadline(constant)[0] ?? "", /^Open loop, 1,000\/s evenly spaced/);
  assert.match(httpFooter(constant)[0] ?? "", /^Rate: 0\/s due/);
});

test("nothing was measured", () => {
  const failed = deriveHttpResult(httpFacts(() => {}, { ended: undefined }));
  assert.ok(!isHttpMeasured(failed) && isHttpMeasured(closed));
  assert.equal(httpHeadline(failed).at(-1), "Nothing was measured");
  assert.deepEqual(httpFooter(failed), []);
});
