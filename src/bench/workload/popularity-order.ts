/**
 * The order in which keys are set before a run: the least popular first, the most popular last. A cache that is too small for all of
 * them and drops what was used least recently then starts with the keys that the run will ask for, as a cache that has long been in use.
 */
import { unreachable } from "../../base/assert.ts";
import type { Distribution } from "./keyspace.ts";
import { Scramble } from "./scramble.ts";

/** A permutation of the keys by rising popularity; keys that are alike popular come in no promised order. */
export class PopularityOrder {
  readonly #count: number;
  readonly #kind: Distribution["kind"];
  readonly #scramble: Scramble;

  /** @param keyCount 1 .. 2^31 - 1 */
  constructor(keyCount: number, distribution: Distribution) {
    this.#count = keyCount;
    this.#kind = distribution.kind;
    this.#scramble = new Scramble(keyCount);
  }

  /** The key that comes `index`-th; both in [0, keyCount). */
  keyAt(index: number): number {
    switch (this.#kind) {
      case "zipf":
      case "hotspot":
        return this.#scramble.map(this.#count - 1 - index);
      case "gaussian":
        return index % 2 === 0 ? index / 2 : this.#count - (index + 1) / 2;
      case "latest":
      case "uniform":
      case "sequential":
        return index;
      default:
        return unreachable(this.#kind, "distribution");
    }
  }
}
