/**
 * Whether the hit rate of a warming cache has become flat: a pure function of the seconds so far. The last three seconds are compared with the
 * three before: their hit rates may differ by a fifth of a percent, or by what chance makes of so few keys (two standard errors of a
 * difference of two proportions).
 */
import type { SeriesPoint } from "./document.ts";

const WINDOW_POINTS = 3;
const DIFFERENCE_MAX = 0.002;
const STANDARD_ERRORS = 2;

function sums(points: readonly SeriesPoint[]): { hits: number; asked: number } {
  const hits = points.reduce((sum, point) => sum + point.hits, 0);
  const asked = points.reduce((sum, point) => sum + point.hits + point.misses + point.stale, 0);
  return { hits, asked };
}

/** Whether it is flat; false as long as there are too few points, or nothing was asked for. */
export function isHitRateFlat(points: readonly SeriesPoint[]): boolean {
  const after = sums(points.slice(-WINDOW_POINTS));
  const before = sums(points.slice(-2 * WINDOW_POINTS, -WINDOW_POINTS));
  if (points.length < 2 * WINDOW_POINTS || after.asked === 0 || before.asked === 0) {
    return false;
  }
  const rate = (after.hits + before.hits) / (after.asked + before.asked);
  const standardError = Math.sqrt(rate * (1 - rate) * (1 / after.asked + 1 / before.asked));
  const difference = Math.abs(after.hits / after.asked - before.hits / before.asked);
  return difference <= Math.max(DIFFERENCE_MAX, STANDARD_ERRORS * standardError);
}
