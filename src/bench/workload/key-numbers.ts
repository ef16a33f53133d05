/**
 * Numbers that belong to keys: how long a key's value is, how long it lives, how long the key itself is. They are drawn by a hash of
 * seed and key, so that no table is needed, writing a key again writes as many bytes, and the shares of a list hold over the keys.
 */
import { hashIndex, Prng } from "../../base/prng.ts";
import { type ParetoLaw, paretoQuantile } from "./pareto.ts";

/** Whole numbers `from` to `to`, both included and equally likely, for a share of the keys. */
export interface NumberPart {
  readonly from: number;
  readonly to: number;
  /** Weights need not add up to anything. */
  readonly weight: number;
}

/** How the numbers spread over the keys: a list of parts (one or more), or a generalised Pareto distribution cut down to whole numbers. */
export type NumberLaw = { readonly kind: "parts"; readonly parts: readonly NumberPart[] } | ParetoLaw;

/** What the numbers are for. Each has a stream of its own, so that long values do not live longer than others. */
const QUANTITIES = { valueBytes: 0x76616c75, ttlSeconds: 0x74746c73, keyBytes: 0x6b657973 } as const;

const TWO_POW_32 = 2 ** 32;

/** The number of each key. */
export class KeyNumbers {
  /** The smallest and the largest number that can come. */
  readonly min: number;
  readonly max: number;
  readonly #choiceSeed: number;
  readonly #placeSeed: number;
  /** Part `i` is for keys whose hash is below `#limits[i]`. */
  readonly #limits: Float64Array;
  readonly #froms: Float64Array;
  /** Count of numbers in each part. */
  readonly #widths: Float64Array;
  readonly #pareto: ParetoLaw | undefined;

  /** @param seed two runs of one seed give the same keys the same numbers */
  constructor(law: NumberLaw, seed: number, quantity: keyof typeof QUANTITIES) {
    const seeds = Prng.stream(seed, QUANTITIES[quantity]);
    this.#choiceSeed = seeds.nextInt32();
    this.#placeSeed = seeds.nextInt32();
    const parts = law.kind === "parts" ? law.parts : [];
    const total = parts.reduce((sum, part) => sum + part.weight, 0);
    let below = 0;
    this.#limits = Float64Array.from(parts, (part) => {
      below += part.weight;
      return (below / total) * TWO_POW_32;
    });
    this.#froms = Float64Array.from(parts, (part) => part.from);
    this.#widths = Float64Array.from(parts, (part) => part.to - part.from + 1);
    this.#pareto = law.kind === "pareto" ? law : undefined;
    this.min = law.kind === "pareto" ? Math.floor(law.location) : Math.min(...parts.map((part) => part.from));
    this.max = law.kind === "pareto" ? Math.floor(law.max) : Math.max(...parts.map((part) => part.to));
  }

  /** The number of key `key`. */
  of(key: number): number {
    if (this.min === this.max) {
      return this.min;
    }
    return this.#pareto === undefined
      ? this.#draw(key)
      : Math.floor(paretoQuantile(this.#pareto, hashIndex(this.#placeSeed, key) / TWO_POW_32));
  }

  #draw(key: number): number {
    const limits = this.#limits;
    const last = limits.length - 1;
    let index = 0;
    if (last > 0) {
      const drawn = hashIndex(this.#choiceSeed, key);
      while (index < last && drawn >= (limits[index] as number)) {
        index++;
      }
    }
    const from = this.#froms[index] as number;
    const width = this.#widths[index] as number;
    return width === 1 ? from : from + Math.floor((hashIndex(this.#placeSeed, key) / TWO_POW_32) * width);
  }
}
