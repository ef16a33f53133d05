/** Streams of requests: repeatable, in the mix's proportions, with the keys of the keyspace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpRequestSource, HttpRequests } from "../../../../src/bench/http/http-requests.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { httpPlan, httpRequest } from "../../../support/http-plan.ts";

const REQUESTS = [
  httpRequest({ path: "/a/{key}", weight: 9 }),
  httpRequest({ method: "PUT", path: "/a/{key}", weight: 1 }),
];

function draws(seed: number, connection: number, count: number): string[] {
  const source = new HttpRequestSource(httpPlan({ requests: REQUESTS, seed }), connection, 4);
  source.remaining = count;
  return Array.from({ length: count }, () => {
    source.next();
    return `${source.request} ${source.key}`;
  });
}

test("the same seed and connection draw the same; others draw something else", () => {
  assert.deepEqual(draws(1, 2, 50), draws(1, 2, 50));
  assert.notDeepEqual(draws(1, 2, 50), draws(2, 2, 50));
  assert.notDeepEqual(draws(1, 2, 50), draws(1, 3, 50));
});

test("requests come in the proportions of their weights, and every draw is counted down", () => {
  const writes = draws(1, 0, 10_000).filter((draw) => draw.startsWith("1 ")).length;
  assert.ok(Math.abs(writes - 1000) < 120, `${writes} of 10,000 where 1,000 are expected`);
  const source = new HttpRequestSource(httpPlan(), 0, 1);
  source.remaining = 2;
  source.next();
  assert.equal(source.remaining, 1);
});

test("keys have the prefix and length that were asked for", () => {
  const keyspace = {
    keyCount: 100,
    keyPrefix: "c:",
    keyLengths: parseKeyLengths("8"),
    distribution: { kind: "uniform" },
  } as const;
  const requests = new HttpRequests(httpPlan({ origin: "http://h:1", requests: REQUESTS, keyspace }));
  assert.match(requests.bytesOf(0, 42).toString(), /^GET \/a\/c%3A000042 HTTP/);
  assert.match(requests.bytesOf(1, 7).toString(), /^PUT \/a\/c%3A000007 HTTP\/1\.1\r\nHost: h:1\r\n/);
});
