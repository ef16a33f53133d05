/**
 * Drawing an index by its weight in constant time, with one random number and one look into a table: A. J. Walker's alias method
 * (ACM TOMS 3(3), 1977), built as M. D. Vose describes (IEEE TSE 17(9), 1991).
 */
import type { Prng } from "../../base/prng.ts";

/** Indices 0 .. n-1, each drawn as often as its weight says. Immutable. */
export class AliasTable {
  /** Column `i` gives index `i` below `#cuts[i]` and index `#aliases[i]` above it. */
  readonly #cuts: Float64Array;
  readonly #aliases: Uint16Array;

  /** @param weights 1 to 65536 of them, none negative, not all 0; they need not add up to anything */
  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const heights = Float64Array.from(weights, (weight) => (weight / total) * weights.length);
    this.#cuts = new Float64Array(weights.length).fill(1);
    this.#aliases = Uint16Array.from(weights, (_, index) => index);
    const low: number[] = [];
    const high: number[] = [];
    for (const [index, height] of heights.entries()) {
      (height < 1 ? low : high).push(index);
    }
    while (low.length > 0 && high.length > 0) {
      const filled = low.pop() as number;
      const giver = high.at(-1) as number;
      const height = heights[filled] as number;
      this.#cuts[filled] = height;
      this.#aliases[filled] = giver;
      const left = (heights[giver] as number) - (1 - height);
      heights[giver] = left;
      if (left < 1) {
        low.push(high.pop() as number);
      }
    }
  }

  /** The next index. */
  next(prng: Prng): number {
    const cuts = this.#cuts;
    const place = prng.nextDouble() * cuts.length;
    const column = place | 0;
    return place - column < (cuts[column] as number) ? column : (this.#aliases[column] as number);
  }
}
