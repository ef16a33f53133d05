/** prng: golden vectors of the reference implementation (C, gcc), stream independence, uniformity of bounded draws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashIndex, Prng } from "../../../src/base/prng.ts";

function take(prng: Prng, count: number): number[] {
  return Array.from({ length: count }, () => prng.nextUint32());
}

test("xoshiro128** gives the numbers of the reference implementation", () => {
  assert.deepEqual(
    take(new Prng(1, 2, 3, 4), 12),
    [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804, 337829053,
      2142557243,
    ],
  );
  const prng = new Prng(0xdeadbeef, 0x12345678, 0x9abcdef0, 0x0badcafe);
  assert.deepEqual(take(prng, 4), [2576977301, 1162350735, 2845540778, 426017220]);
  take(prng, 8 + 1000);
  assert.equal(prng.nextUint32(), 3464000046);
});

test("a state of zeros, which would stay zero for ever, is not kept", () => {
  assert.ok(take(new Prng(0, 0, 0, 0), 8).some((drawn) => drawn !== 0));
});

test("streams repeat by seed and number and differ otherwise", () => {
  assert.deepEqual(take(Prng.stream(42, 7), 100), take(Prng.stream(42, 7), 100));
  const starts = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    for (let stream = 0; stream < 40; stream++) {
      starts.add(take(Prng.stream(seed * 4294967296 + seed, stream), 2).join());
      starts.add(take(Prng.stream(seed + 1000, stream), 2).join());
    }
  }
  assert.equal(starts.size, 40 * 40 * 2);
});

test("the stream of a seed never changes between versions", () => {
  assert.deepEqual(take(Prng.stream(1, 0), 3), [2215163538, 1010761519, 3371117688]);
  assert.equal(hashIndex(1, 2), 1520951600);
});

test("bounded draws are uniform and stay below the bound", () => {
  const prng = Prng.stream(5, 5);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) {
    const value = prng.nextBelow(10);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 27.9, `chi-square ${chiSquare} of 9 degrees of freedom`);
  assert.equal(prng.nextBelow(1), 0);
  assert.ok(prng.nextBelow(2 ** 32) < 2 ** 32);
});

test("a bound just above 2^31 is not biased towards its lower half", () => {
  const prng = Prng.stream(6, 0);
  const bound = 3 * 2 ** 30;
  let low = 0;
  for (let draw = 0; draw < 30_000; draw++) {
    low += prng.nextBelow(bound) < 2 ** 30 ? 1 : 0;
  }
  assert.ok(Math.abs(low - 10_000) < 400, `${low} of 30000 in the lowest third`);
});

test("doubles fill [0, 1) evenly", () => {
  const prng = Prng.stream(9, 1);
  let sum = 0;
  for (let draw = 0; draw < 100_000; draw++) {
    const value = prng.nextDouble();
    assert.ok(value >= 0 && value < 1);
    sum += value;
  }
  assert.ok(Math.abs(sum / 100_000 - 0.5) < 0.005);
});
