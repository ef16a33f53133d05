/** delay: spellings and refusals; draws of each law against exact masses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../../src/base/prng.ts";
import { type DelayLaw, DelaySampler, formatDelay, parseDelay } from "../../../../src/bench/workload/delay.ts";
import { normalMass } from "../../../support/bell-curve.ts";
import { assertFits } from "../../../support/goodness-of-fit.ts";

const DRAWS = 200_000;

test("spellings, written back", () => {
  for (const [text, written] of [
    ["0", "0ms"],
    ["5ms", "5ms"],
    ["1s-20s", "1000ms-20000ms"],
    ["250us-1ms", "0.25ms-1ms"],
    ["exponential:10ms", "exponential:10ms"],
    ["normal:10ms,2ms", "normal:10ms,2ms"],
    ["pareto:1ms,5ms,0.3", "pareto:1ms,5ms,0.3,3600000ms"],
    ["pareto:0,5ms,0,1s", "pareto:0ms,5ms,0,1000ms"],
  ] as const) {
    assert.equal(formatDelay(parseDelay(text)), written);
    assert.deepEqual(parseDelay(written), parseDelay(text));
  }
});

test("what is written is read back", () => {
  const ms = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  const laws: fc.Arbitrary<DelayLaw> = fc.oneof(
    fc.tuple(ms, ms).map(([a, b]) => ({ kind: "uniform" as const, fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
    ms.map((meanMs) => ({ kind: "exponential" as const, meanMs })),
    fc.tuple(ms, ms).map(([meanMs, deviationMs]) => ({ kind: "normal" as const, meanMs, deviationMs })),
    fc.tuple(ms, ms, ms).map(([location, scale, shape]) => ({
      kind: "pareto" as const,
      location,
      scale,
      shape,
      max: location * 2,
    })),
  );
  fc.assert(fc.property(laws, (law) => assert.deepEqual(parseDelay(formatDelay(law)), law)));
});

for (const text of [
  "",
  "5",
  "-1ms",
  "5ms-1ms",
  "1ms-2ms-3ms",
  "2h",
  "exponential",
  "exponential:",
  "exponential:1ms,2ms",
  "normal:5ms",
  "pareto:1ms,2ms",
  "pareto:1ms,0,1",
  "pareto:1ms,2ms,1,2h",
  "gamma:1ms,2ms",
]) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseDelay(text), { code: "USAGE", message: /^cannot use the delay/ });
  });
}

/** Draws of a law, counted in bins between the edges and beyond the last. */
function countsOf(text: string, edges: readonly number[]): number[] {
  const sampler = new DelaySampler(parseDelay(text));
  const prng = Prng.stream(31, 0);
  const counts = edges.map(() => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const delay = sampler.next(prng);
    const bin = edges.findLastIndex((edge) => delay >= edge);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    DRAWS,
  );
  return counts;
}

/** Masses between the edges, from the part of a law that is below each. */
function massesOf(edges: readonly number[], below: (edge: number) => number): number[] {
  return edges.map((edge, index) => (index === edges.length - 1 ? 1 : below(edges[index + 1] ?? 0)) - below(edge));
}

const EDGES = Array.from({ length: 40 }, (_, index) => index);

test("a fixed time, and a range", () => {
  const sampler = new DelaySampler(parseDelay("5ms"));
  assert.equal(sampler.next(Prng.stream(1, 1)), 5);
  assertFits(
    countsOf("10ms-30ms", EDGES),
    massesOf(EDGES, (x) => Math.min(1, Math.max(0, (x - 10) / 20))),
    "range",
  );
});

test("exponential and Pareto", () => {
  const exponential = massesOf(EDGES, (x) => 1 - Math.exp(-x / 10));
  assertFits(countsOf("exponential:10ms", EDGES), exponential, "exponential");
  assertFits(countsOf("pareto:0,10ms,0", EDGES), exponential, "pareto of shape 0");
  const pareto = massesOf(EDGES, (x) => (x < 1 ? 0 : 1 - (1 + (0.3 * (x - 1)) / 5) ** (-1 / 0.3)));
  assertFits(countsOf("pareto:1ms,5ms,0.3", EDGES), pareto, "pareto");
});

test("normal: the negative part counts as 0", () => {
  const edges = [0, 1e-9, ...EDGES.slice(1)];
  const below = (x: number) => (x <= 0 ? 0 : normalMass(-20, (x - 10) / 8));
  assertFits(countsOf("normal:10ms,8ms", edges), massesOf(edges, below), "normal");
});

test("no delay is longer than an hour", () => {
  const sampler = new DelaySampler(parseDelay("pareto:1ms,1h,5"));
  const prng = Prng.stream(1, 2);
  const drawn = Array.from({ length: 100 }, () => sampler.next(prng));
  assert.equal(Math.max(...drawn), 3_600_000);
});
