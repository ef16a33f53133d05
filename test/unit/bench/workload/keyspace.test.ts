/** keyspace: spelling of distributions; uniform and zipf draw every key, popular ranks are scattered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { formatDistribution, KeySampler, parseDistribution } from "../../../../src/bench/workload/keyspace.ts";
import { Scramble } from "../../../../src/bench/workload/scramble.ts";

test("spellings, written back", () => {
  for (const [text, written] of [
    ["uniform", "uniform"],
    ["zipf", "zipf:0.99"],
    ["zipf:1", "zipf:1"],
    ["zipf:2.5", "zipf:2.5"],
  ] as const) {
    assert.equal(formatDistribution(parseDistribution(text)), written);
  }
});

for (const text of ["", "gauss", "zipf:0", "zipf:-1", "zipf:x", "zipf:", "zipf:1:2", "uniform:1"]) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseDistribution(text), { code: "USAGE" });
  });
}

test("uniform draws all keys and no other", () => {
  const sampler = new KeySampler(1000, { kind: "uniform" });
  const prng = Prng.stream(2, 2);
  const seen = new Set<number>();
  for (let draw = 0; draw < 20_000; draw++) {
    seen.add(sampler.next(prng));
  }
  assert.equal(seen.size, 1000);
  assert.deepEqual([Math.min(...seen), Math.max(...seen)], [0, 999]);
});

test("zipf's most popular key is the scrambled first rank", () => {
  const sampler = new KeySampler(1000, { kind: "zipf", exponent: 1 });
  const prng = Prng.stream(2, 3);
  const counts = new Array<number>(1000).fill(0);
  for (let draw = 0; draw < 20_000; draw++) {
    const key = sampler.next(prng);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  assert.equal(counts.indexOf(Math.max(...counts)), new Scramble(1000).map(0));
});
