/** Tables of a result: which there are and what stands in them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deriveHttpResult } from "../../../../src/bench/http/http-derive.ts";
import { cachesTable, httpClocksTable, httpTables, requestsTable } from "../../../../src/bench/http/http-tables.ts";
import { cacheReading, httpFacts, record, TWO_REQUESTS } from "../../../support/http-facts.ts";
import { atRate } from "../../../support/http-plan.ts";

const CACHE = { kind: "tcp", host: "10.0.0.1", port: 11211, tls: false } as const;

test("requests, their classes of status where not all is well, and the total", () => {
  const result = deriveHttpResult(
    httpFacts((recorder) => {
      record(recorder, 0, "2xx", 1000, 5);
      record(recorder, 1, "2xx", 10, 5);
      record(recorder, 1, "4xx", 20, 1);
    }),
  );
  const { rows } = requestsTable(result);
  assert.deepEqual(
    rows.map((row) => [row[0], row[1], row[2], row[10]]),
    [
      ["GET /a/{key}", "1,000", "100", "0"],
      ["buy", "30", "3", "20"],
      ["  2xx", "10", "1", ""],
      ["  4xx", "20", "2", ""],
      ["total", "1,030", "103", "20"],
    ],
  );
  assert.equal(httpTables(result).length, 1);
});

test("one request needs no total", () => {
  const facts = httpFacts((recorder) => record(recorder, 0, "2xx", 1, 5), {}, { requests: TWO_REQUESTS.slice(0, 1) });
  assert.equal(requestsTable(deriveHttpResult(facts)).rows.length, 1);
});

test("an open loop's clocks side by side", () => {
  const facts = httpFacts((recorder) => record(recorder, 0, "2xx", 1, 5, 20), {}, { arrivals: atRate(1) });
  const rows = httpClocksTable(deriveHttpResult(facts))?.rows ?? [];
  assert.deepEqual(
    rows.map((row) => [row[0], row[2]]),
    [
      ["response time", "25 ms"],
      ["service time", "5 ms"],
      ["send lag", "20 ms"],
      ["  of it our own", "-"],
    ],
  );
});

test("caches, and all of them together when there are several", () => {
  const before = [cacheReading({ get_hits: 0, get_misses: 0 }), undefined];
  const after = [cacheReading({ get_hits: 3, get_misses: 1 }), undefined];
  const facts = httpFacts((recorder) => record(recorder, 0, "2xx", 2, 5), { caches: [CACHE, CACHE], before, after });
  const rows = cachesTable(deriveHttpResult(facts))?.rows ?? [];
  assert.deepEqual(rows[0], ["10.0.0.1:11211", "75 %", "3", "1", "2.00", "-", "-", "-"]);
  assert.deepEqual(rows[1]?.slice(1), ["-", "-", "-", "-", "-", "-", "-"]);
  assert.deepEqual(rows[2]?.slice(0, 4), ["all caches", "75 %", "3", "1"]);
});
