/** normal: a million draws fit the bell curve, and neighbours are independent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { NormalSampler } from "../../../../src/bench/workload/normal.ts";
import { normalMass } from "../../../support/bell-curve.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

const DRAWS = 1_000_000;
const BINS = 80;

test("a million draws between four deviations on either side, in bins of a tenth", () => {
  const sampler = new NormalSampler();
  const prng = Prng.stream(21, 0);
  const counts = new Array<number>(BINS + 2).fill(0);
  let products = 0;
  let before = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const value = sampler.next(prng);
    const bin = Math.min(BINS + 1, Math.max(0, Math.floor((value + 4) * 10) + 1));
    counts[bin] = (counts[bin] ?? 0) + 1;
    products += value * before;
    before = value;
  }
  const edge = (bin: number) => (bin <= 0 ? -40 : bin > BINS + 1 ? 40 : -4 + (bin - 1) / 10);
  const probabilities = counts.map((_, bin) => normalMass(edge(bin), edge(bin + 1)));
  assertFits(counts, probabilities, "normal");
  assert.ok(Math.abs(products / DRAWS) < 0.004, `neighbours correlate by ${products / DRAWS}`);
});
