/** keyspace: spelling of distributions; every sampler's draws against exact probabilities; lanes share a walk. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../../src/base/prng.ts";
import {
  type Distribution,
  formatDistribution,
  KeySampler,
  parseDistribution,
} from "../../../../src/bench/workload/keyspace.ts";
import { Scramble } from "../../../../src/bench/workload/scramble.ts";
import { normalMass } from "../../../support/bell-curve.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

const DRAWS = 1_000_000;

test("spellings, written back", () => {
  for (const [text, written] of [
    ["uniform", "uniform"],
    ["zipf", "zipf:0.99"],
    ["zipf:1", "zipf:1"],
    ["zipf:2.5", "zipf:2.5"],
    ["hotspot", "hotspot:0.2:0.8"],
    ["hotspot:1%:90%", "hotspot:0.01:0.9"],
    ["latest", "latest:0.99"],
    ["latest:1.2", "latest:1.2"],
    ["gaussian", "gaussian"],
    ["gaussian:0.05", "gaussian:0.05"],
    [" sequential ", "sequential"],
  ] as const) {
    assert.equal(formatDistribution(parseDistribution(text)), written);
  }
});

test("every distribution is written so that it is read back", () => {
  const plain = { noNullPrototype: true };
  const share = fc.double({ min: 1e-9, max: 1, noNaN: true });
  const exponent = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
  const distributions: fc.Arbitrary<Distribution> = fc.oneof(
    fc.record({ kind: fc.constantFrom("zipf", "latest"), exponent }, plain),
    fc.record({ kind: fc.constant("gaussian"), deviation: share }, plain),
    fc
      .tuple(share, share)
      .map(([a, b]) => ({ kind: "hotspot" as const, keyShare: Math.min(a, b), requestShare: Math.max(a, b) })),
    fc.record({ kind: fc.constantFrom("uniform", "sequential") }, plain),
  );
  fc.assert(
    fc.property(distributions, (distribution) => {
      assert.deepEqual(parseDistribution(formatDistribution(distribution)), distribution);
    }),
  );
});

for (const [text, message] of [
  ["", /no distribution ""/],
  ["gauss", /no distribution "gauss"/],
  ["constructor", /no distribution "constructor"/],
  ["zipf:0", /exponent/],
  ["zipf:-1", /exponent/],
  ["zipf:x", /exponent/],
  ["zipf:", /exponent/],
  ["zipf:1:2", /at most 1/],
  ["latest:0", /exponent/],
  ["uniform:1", /no argument/],
  ["sequential:", /no argument/],
  ["hotspot:0.2", /both shares/],
  ["hotspot:0.2:0.8:1", /at most 2/],
  ["hotspot:0:0.8", /hot keys/],
  ["hotspot:0.5:0.4", /hot keys/],
  ["hotspot:2:3", /ratio/],
  ["gaussian:0", /deviation/],
  ["gaussian:1.5", /ratio/],
] as const) {
  test(`${JSON.stringify(text)} is refused with a sentence`, () => {
    assert.throws(() => parseDistribution(text), { code: "USAGE", message });
  });
}

function sampler(text: string, keyCount: number, lane = 0, lanes = 1): KeySampler {
  return new KeySampler(keyCount, parseDistribution(text), lane, lanes);
}

/** How often each key is read in a million draws. */
function readCounts(text: string, keyCount: number, draws = DRAWS): Float64Array {
  const keys = sampler(text, keyCount);
  const prng = Prng.stream(2, 2);
  const counts = new Float64Array(keyCount);
  for (let draw = 0; draw < draws; draw++) {
    const key = keys.next(prng, false);
    counts[key] = (counts[key] as number) + 1;
  }
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    draws,
  );
  return counts;
}

function zipfMasses(count: number, exponent: number): number[] {
  const masses = Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

test("uniform: every key alike", () => {
  assertFits(readCounts("uniform", 1000), new Float64Array(1000).fill(1 / 1000), "uniform");
});

test("zipf: key scramble(k - 1) is drawn as rank k", () => {
  const scramble = new Scramble(1000);
  const counts = readCounts("zipf:0.99", 1000);
  const byRank = Array.from(counts, (_, rank) => counts[scramble.map(rank)] ?? 0);
  assertFits(byRank, zipfMasses(1000, 0.99), "zipf");
});

for (const [text, hotCount, hotShare] of [
  ["hotspot", 200, 0.8],
  ["hotspot:0.01:0.5", 10, 0.5],
  ["hotspot:0.0001:0.3", 1, 0.3],
  ["hotspot:1:1", 1000, 1],
] as const) {
  test(`${text}: hot keys, scattered, share their requests evenly, and so do the others`, () => {
    const scramble = new Scramble(1000);
    const counts = readCounts(text, 1000);
    const byRank = Array.from(counts, (_, rank) => counts[scramble.map(rank)] ?? 0);
    const shares = byRank.map((_, rank) =>
      rank < hotCount ? hotShare / hotCount : (1 - hotShare) / (1000 - hotCount),
    );
    assertFits(byRank, shares, text);
  });
}

for (const [text, deviation] of [
  ["gaussian", 1 / 6],
  ["gaussian:0.02", 0.02],
  ["gaussian:1", 1],
] as const) {
  test(`${text}: normal around the middle, cut at the ends`, () => {
    const count = 500;
    const edge = (key: number) => (key / count - 0.5) / deviation;
    const inside = normalMass(edge(0), edge(count));
    const shares = Array.from({ length: count }, (_, key) => normalMass(edge(key), edge(key + 1)) / inside);
    assertFits(readCounts(text, count), shares, text);
  });
}

test("latest: reads prefer what was written last, whatever was", () => {
  const count = 1000;
  for (const writes of [0, 1, 700, 1001]) {
    const keys = sampler("latest", count);
    const prng = Prng.stream(5, writes);
    let newest = count - 1;
    for (let write = 0; write < writes; write++) {
      newest = keys.next(prng, true);
      assert.equal(newest, write % count);
    }
    const byAge = new Float64Array(count);
    for (let draw = 0; draw < DRAWS / 4; draw++) {
      const age = (newest - keys.next(prng, false) + count) % count;
      byAge[age] = (byAge[age] as number) + 1;
    }
    assertFits(byAge, zipfMasses(count, 0.99), `after ${writes} writes`);
  }
});

test("sequential and the writes of latest: all lanes together walk over the keyspace, key by key", () => {
  const lanes = fc.integer({ min: 1, max: 40 });
  const keyCounts = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(keyCounts, lanes, fc.constantFrom("sequential", "latest"), (keyCount, laneCount, text) => {
      const samplers = Array.from({ length: laneCount }, (_, lane) => sampler(text, keyCount, lane, laneCount));
      const prng = Prng.stream(1, 1);
      for (let step = 0; step < 5 * laneCount; step++) {
        const key = samplers[step % laneCount]?.next(prng, true);
        assert.equal(key, step % keyCount);
      }
    }),
  );
});

test("a lane draws the same keys whatever the other lanes do, and others do not draw them", () => {
  const draw = (text: string, seed: number, lane: number) => {
    const keys = sampler(text, 10_000, lane, 8);
    const prng = Prng.stream(seed, lane);
    return Array.from({ length: 200 }, (_, index) => keys.next(prng, index % 3 === 0));
  };
  for (const text of ["uniform", "zipf", "hotspot", "latest", "gaussian", "sequential"]) {
    const alone = draw(text, 1, 3);
    draw(text, 1, 4);
    assert.deepEqual(draw(text, 1, 3), alone, text);
    assert.notDeepEqual(draw(text, 1, 4), alone, text);
  }
});

test("one key and the most keys", () => {
  for (const text of ["uniform", "zipf:2.68", "hotspot", "latest:0.2", "gaussian", "sequential"]) {
    for (const count of [1, 2, 2 ** 31 - 1]) {
      const keys = sampler(text, count, 5, 20_000);
      const prng = Prng.stream(8, count);
      for (let draw = 0; draw < 1000; draw++) {
        const key = keys.next(prng, draw % 4 === 0);
        assert.ok(Number.isInteger(key) && key >= 0 && key < count, `${text} of ${count}: ${key}`);
      }
    }
  }
});
