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
