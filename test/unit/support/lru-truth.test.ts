/** The simulated LRU by hand, against a naive one, and where a formula knows the answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../src/base/prng.ts";
import { LruCache, type LruRequest, simulateLru } from "../../support/lru-truth.ts";

function stream(text: string): LruRequest[] {
  const operations = { g: "get", a: "aside", s: "set", d: "delete" } as const;
  return text.split(" ").map((word) => ({
    operation: operations[word.charAt(0) as keyof typeof operations],
    key: word.charAt(1),
    sizeBytes: Number(word.slice(2) || 1),
  }));
}

test("two items: the least recently read or written goes", () => {
  const cache = new LruCache({ kind: "items", itemCountMax: 2 });
  assert.deepEqual(simulateLru(cache, stream("s1 s2 g1 s3 g2 g1 g3 s1 s4 g3 g1 d1 g1 g4")), {
    hits: 5,
    misses: 3,
    hitRate: 5 / 8,
  });
});

test("a get that misses stores nothing, one of cache-aside does", () => {
  const cache = new LruCache({ kind: "items", itemCountMax: 2 });
  assert.equal(simulateLru(cache, stream("g1 g1 a1 g1")).hits, 1);
  assert.ok(Number.isNaN(simulateLru(cache, stream("s1 d1")).hitRate));
});

test("bytes: as many go as the new one needs; one that never fits drops its old value only", () => {
  const cache = new LruCache({ kind: "bytes", bytesMax: 100, overheadBytes: 10 });
  simulateLru(cache, stream("s120 s220 s320"));
  assert.deepEqual([cache.itemCount, cache.used], [3, 90]);
  simulateLru(cache, stream("g1 s450"));
  assert.deepEqual([cache.itemCount, cache.used], [2, 90]);
  assert.deepEqual([cache.get("1"), cache.get("2"), cache.get("3"), cache.get("4")], [true, false, false, true]);
  simulateLru(cache, stream("s495"));
  assert.deepEqual([cache.itemCount, cache.used, cache.get("1")], [1, 30, true]);
});

test("as a list that is searched and cut does it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(9)), (itemCountMax, keys) => {
      const cache = new LruCache({ kind: "items", itemCountMax });
      let recent: number[] = [];
      for (const key of keys) {
        const request = { operation: "aside", key, sizeBytes: 1 } as const;
        assert.equal(simulateLru(cache, [request]).hits === 1, recent.includes(key));
        recent = [key, ...recent.filter((other) => other !== key)].slice(0, itemCountMax);
        assert.equal(cache.itemCount, recent.length);
      }
    }),
  );
});

test("of uniformly drawn keys the part that fits is hit", () => {
  const prng = Prng.stream(1, 1);
  const cache = new LruCache({ kind: "items", itemCountMax: 300 });
  const draws = Array.from({ length: 60_000 }, () => ({
    operation: "aside" as const,
    key: prng.nextBelow(1000),
    sizeBytes: 1,
  }));
  simulateLru(cache, draws.slice(0, 10_000));
  const { hitRate } = simulateLru(cache, draws.slice(10_000));
  assert.ok(Math.abs(hitRate - 0.3) < 4 * Math.sqrt((0.3 * 0.7) / 50_000), `${hitRate}`);
});

test("of keys drawn by Zipf's law, what Che's approximation says (Che, Tung, Wang 2002), to half a point", () => {
  const [keyCount, itemCountMax, drawCount] = [2000, 200, 200_000];
  const weights = Array.from({ length: keyCount }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  // The characteristic time: so many draws until as many different keys as fit were drawn.
  const distinct = (draws: number) => shares.reduce((sum, share) => sum + 1 - Math.exp(-share * draws), 0);
  let [low, high] = [0, 1e6];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    [low, high] = distinct(middle) < itemCountMax ? [middle, high] : [low, middle];
  }
  const expected = shares.reduce((sum, share) => sum + share * (1 - Math.exp(-share * low)), 0);

  const below = shares.map((_, rank) => shares.slice(0, rank + 1).reduce((sum, share) => sum + share, 0));
  const prng = Prng.stream(2, 2);
  const draw = (): LruRequest => {
    const point = prng.nextDouble();
    const rank = below.findIndex((limit) => point < limit);
    return { operation: "aside", key: rank === -1 ? keyCount - 1 : rank, sizeBytes: 1 };
  };
  const cache = new LruCache({ kind: "items", itemCountMax });
  simulateLru(cache, Array.from({ length: 10_000 }, draw));
  const { hitRate } = simulateLru(cache, Array.from({ length: drawCount }, draw));
  assert.ok(Math.abs(hitRate - expected) < 0.005, `${hitRate} is not ${expected}`);
});
