/** popularity-order: a permutation for every distribution, by rising popularity as the sampler really draws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../../src/base/prng.ts";
import { KeySampler, parseDistribution } from "../../../../src/bench/workload/keyspace.ts";
import { PopularityOrder } from "../../../../src/bench/workload/popularity-order.ts";

const SPELLINGS = ["uniform", "zipf:1.1", "hotspot", "latest", "gaussian", "sequential"];

for (const spelling of SPELLINGS) {
  test(`${spelling}: every key comes once`, () => {
    const counts = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(counts, (count) => {
        const order = new PopularityOrder(count, parseDistribution(spelling));
        const keys = new Set(Array.from({ length: count }, (_, index) => order.keyAt(index)));
        return keys.size === count && Math.min(...keys) === 0 && Math.max(...keys) === count - 1;
      }),
    );
  });
}

for (const spelling of ["zipf:0.8", "zipf:1.2", "hotspot", "latest", "gaussian"]) {
  test(`${spelling}: later tenths are asked for at least as often as earlier ones`, () => {
    const count = 2000;
    const distribution = parseDistribution(spelling);
    const order = new PopularityOrder(count, distribution);
    const tenthOf = new Map(Array.from({ length: count }, (_, index) => [order.keyAt(index), Math.floor(index / 200)]));
    const sampler = new KeySampler(count, distribution, 0, 1);
    const prng = Prng.stream(6, 0);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 200_000; draw++) {
      const tenth = tenthOf.get(sampler.next(prng, false)) ?? 0;
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    for (let tenth = 1; tenth < 10; tenth++) {
      const [earlier = 0, later = 0] = counts.slice(tenth - 1);
      assert.ok(later > earlier - 5 * Math.sqrt(earlier + later), JSON.stringify(counts));
    }
    assert.ok((counts[9] ?? 0) > 2 * (counts[0] ?? 0), JSON.stringify(counts));
  });
}

test("the most popular keys come last", () => {
  const order = new PopularityOrder(1000, parseDistribution("gaussian"));
  assert.deepEqual(
    [996, 997, 998, 999].map((index) => order.keyAt(index)),
    [498, 501, 499, 500],
  );
  assert.equal(new PopularityOrder(1000, parseDistribution("latest")).keyAt(999), 999);
});
