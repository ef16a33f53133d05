/** spacing: the coefficient of variation of gaps, whole or added up from parts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addSpacings, NO_GAPS, Spacing, variationOf } from "../../../../src/bench/load/spacing.ts";

function sums(moments: readonly number[]) {
  const spacing = new Spacing();
  for (const ms of moments) {
    spacing.mark(ms);
  }
  return spacing.take();
}

test("even gaps have none, however many", () => {
  assert.equal(variationOf(sums([0, 2, 4, 6, 8])), 0);
});

test("the coefficient of variation is that of the gaps", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 50 }), (gaps) => {
      let ms = 0;
      const moments = gaps.map((gap) => {
        ms += gap;
        return ms;
      });
      const mean = ms / gaps.length;
      const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
      const expected = Math.sqrt(variance) / mean;
      const found = variationOf(sums([0, ...moments])) ?? Number.NaN;
      assert.ok(Math.abs(found - expected) < 1e-6, `${found}, ${expected}`);
    }),
  );
});

test("several things at one moment have gaps of nothing among themselves", () => {
  const spacing = new Spacing();
  spacing.mark(10, 3);
  spacing.mark(14, 2);
  assert.deepEqual(spacing.take(), { count: 4, sumMs: 4, squaresMs: 16 });
});

test("taking starts over, but the gap to the last moment is not lost", () => {
  const spacing = new Spacing();
  spacing.mark(1);
  spacing.mark(2);
  const first = spacing.take();
  spacing.mark(5);
  assert.deepEqual(addSpacings(first, spacing.take()), sums([1, 2, 5]));
  assert.deepEqual(spacing.take(), NO_GAPS);
});

test("without two gaps, or when nothing ever passes, it is not known", () => {
  assert.deepEqual(
    [[], [1], [1, 2], [3, 3, 3]].map((moments) => variationOf(sums(moments))),
    [null, null, null, null],
  );
});
