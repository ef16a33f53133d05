/** keys/key-statistics.ts: prefixes ranked, the rest summed up, percentiles, the biggest. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyStatistics } from "../../../src/keys/key-statistics.ts";
import { keyEntry } from "../../support/key-entries.ts";

function statisticsOf(keys: readonly (readonly [string, number])[]): KeyStatistics {
  const statistics = new KeyStatistics({ delimiter: ":", depth: 1, prefixesMax: 10, biggestMax: 2 });
  for (const [key, sizeBytes] of keys) {
    statistics.add(keyEntry(key, { sizeBytes }), "a:11211", 0);
  }
  return statistics;
}

const KEYS: readonly (readonly [string, number])[] = [
  ["a:1", 100],
  ["a:2", 100],
  ["a:3", 100],
  ["b:1", 1000],
  ["c:1", 50],
  ["none", 70],
];

test("ranks prefixes by bytes or by keys, and sums the rest up", () => {
  const statistics = statisticsOf(KEYS);
  const byBytes = statistics.rankPrefixes("bytes", 2);
  assert.deepEqual(
    byBytes.top.map(({ prefix }) => prefix),
    ["b:", "a:"],
  );
  assert.deepEqual([byBytes.others.itemCount, byBytes.others.bytes, byBytes.prefixCount], [2, 120, 4]);
  assert.equal(byBytes.isFolded, false);
  const byKeys = statistics.rankPrefixes("keys", 10);
  assert.deepEqual(
    byKeys.top.map(({ prefix }) => prefix),
    ["a:", "", "b:", "c:"],
  );
  assert.equal(byKeys.others.itemCount, 0);
});

test("percentiles of sizes and the biggest items", () => {
  const statistics = statisticsOf(KEYS);
  assert.deepEqual(statistics.sizePercentiles([50, 100]), [100, 1000]);
  assert.deepEqual(
    statistics.biggest.map(({ entry, server }) => [entry.key.toString(), server]),
    [
      ["b:1", "a:11211"],
      ["a:1", "a:11211"],
    ],
  );
  assert.equal(statistics.total.itemCount, 6);
});
