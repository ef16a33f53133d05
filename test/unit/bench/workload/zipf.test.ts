/** zipf: the golden masses of load.md section 7 for exponent .99, and other exponents against their exact masses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { ZipfSampler } from "../../../../src/bench/workload/zipf.ts";

function zeta(count: number, exponent: number): number {
  let sum = 0;
  for (let rank = count; rank >= 1; rank--) {
    sum += rank ** -exponent;
  }
  return sum;
}

test("a million ranks with exponent .99: the known shares of the top", () => {
  const sampler = new ZipfSampler(1_000_000, 0.99);
  const prng = Prng.stream(11, 0);
  const draws = 400_000;
  const tops = [1, 10_000, 100_000, 200_000] as const;
  const counts = tops.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    const rank = sampler.next(prng);
    assert.ok(rank >= 1 && rank <= 1_000_000);
    tops.forEach((top, index) => {
      counts[index] = (counts[index] ?? 0) + (rank <= top ? 1 : 0);
    });
  }
  const shares = counts.map((count) => count / draws);
  [0.06497, 0.664, 0.83, 0.881].forEach((expected, index) => {
    assert.ok(
      Math.abs((shares[index] ?? 0) - expected) < 0.003,
      `top ${tops[index]}: ${shares[index]}, not ${expected}`,
    );
  });
});

for (const exponent of [0.2, 0.5, 0.99, 1, 1.0000001, 1.2117, 2, 2.68]) {
  test(`exponent ${exponent}: every rank has its mass (chi-square)`, () => {
    const count = 50;
    const draws = 200_000;
    const sampler = new ZipfSampler(count, exponent);
    const prng = Prng.stream(17, Math.round(exponent * 1000));
    const seen = new Array<number>(count + 1).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      const rank = sampler.next(prng);
      seen[rank] = (seen[rank] ?? 0) + 1;
    }
    const total = zeta(count, exponent);
    let chiSquare = 0;
    for (let rank = 1; rank <= count; rank++) {
      const expected = (draws * rank ** -exponent) / total;
      chiSquare += ((seen[rank] ?? 0) - expected) ** 2 / expected;
    }
    assert.ok(chiSquare < 85.4, `chi-square ${chiSquare} of 49 degrees of freedom`);
  });
}

test("a single rank is always drawn", () => {
  const sampler = new ZipfSampler(1, 1.5);
  const prng = Prng.stream(1, 1);
  assert.deepEqual(
    Array.from({ length: 20 }, () => sampler.next(prng)),
    new Array(20).fill(1),
  );
});
