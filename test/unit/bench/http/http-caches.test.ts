/** Counters of caches in relation to HTTP requests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheTotals, cacheWindows, joinCaches, readCaches } from "../../../../src/bench/http/http-caches.ts";
import { cacheReading } from "../../../support/http-facts.ts";

test("all caches are read, those that fail as undefined", async () => {
  const reading = cacheReading({ get_hits: 1 });
  assert.deepEqual(await readCaches(2, async (cache) => (cache === 0 ? reading : undefined)), [reading, undefined]);
});

test("windows are joined, but those of caches that were reset are not", () => {
  const before = [{ get_hits: 5 }, { get_hits: 5 }, { get_hits: 5 }].map((counters) => cacheReading(counters));
  const after = [{ get_hits: 8 }, { get_hits: 1 }, { get_hits: 10 }].map((counters) => cacheReading(counters, 100));
  const windows = cacheWindows(before, after);
  assert.deepEqual(
    windows.map((window) => window?.wasReset),
    [false, true, false],
  );
  assert.equal(joinCaches(windows)?.counters.get_hits, 8);
  assert.equal(joinCaches([undefined]), undefined);
});

test("what is not known is null, never 0", () => {
  const unknown = cacheTotals(undefined, 10);
  assert.ok(Object.values(unknown).every((value) => value === null));
  const [idle] = cacheWindows(
    [cacheReading({ get_hits: 5, get_misses: 5 })],
    [cacheReading({ get_hits: 5, get_misses: 5 })],
  );
  const totals = cacheTotals(idle, 10);
  assert.deepEqual([totals.hitRate, totals.hits, totals.getsPerRequest, totals.usPerRequest], [null, 0, 0, null]);
  assert.equal(cacheTotals(idle, 0).getsPerRequest, null);
});
