/** How evenly something is spaced: mean and coefficient of variation (standard deviation / mean) of gaps, from sums that can be added up. */

/** Sums over gaps in ms, as they travel between threads. */
export interface SpacingSums {
  readonly count: number;
  readonly sumMs: number;
  readonly squaresMs: number;
}

/** No gap yet. */
export const NO_GAPS: SpacingSums = { count: 0, sumMs: 0, squaresMs: 0 };

/** Collects gaps between moments. */
export class Spacing {
  #lastMs = Number.NaN;
  #count = 0;
  #sumMs = 0;
  #squaresMs = 0;

  /** `count` things at `ms`: one gap to the moment before, and gaps of 0 among themselves. The first moment has no gap. */
  mark(ms: number, count = 1): void {
    const gapMs = ms - this.#lastMs;
    this.#lastMs = ms;
    this.markGap(gapMs, count);
  }

  /** `count` things at one moment, `gapMs` after the one before; NaN when there was none before. */
  markGap(gapMs: number, count: number): void {
    this.#count += Number.isNaN(gapMs) ? count - 1 : count;
    if (gapMs > 0) {
      this.#sumMs += gapMs;
      this.#squaresMs += gapMs * gapMs;
    }
  }

  /** The sums so far; starts them over, but not the moment the next gap is counted from. */
  take(): SpacingSums {
    const sums = { count: this.#count, sumMs: this.#sumMs, squaresMs: this.#squaresMs };
    this.#count = 0;
    this.#sumMs = 0;
    this.#squaresMs = 0;
    return sums;
  }
}

/** Both together. */
export function addSpacings(left: SpacingSums, right: SpacingSums): SpacingSums {
  return {
    count: left.count + right.count,
    sumMs: left.sumMs + right.sumMs,
    squaresMs: left.squaresMs + right.squaresMs,
  };
}

/** Coefficient of variation of the gaps; null for fewer than two or when all are 0. */
export function variationOf({ count, sumMs, squaresMs }: SpacingSums): number | null {
  const meanMs = sumMs / count;
  return count < 2 || sumMs === 0 ? null : Math.sqrt(Math.max(0, squaresMs / count - meanMs * meanMs)) / meanMs;
}
