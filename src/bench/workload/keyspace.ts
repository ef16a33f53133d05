/** Which key a request asks for: the distributions of `--distribution`. Keys are numbers in [0, count). */
import { MemtoolError } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import { Scramble } from "./scramble.ts";
import { ZipfSampler } from "./zipf.ts";

/** How requests spread over the keys. */
export type Distribution = { readonly kind: "uniform" } | { readonly kind: "zipf"; readonly exponent: number };

/** Exponent of `zipf` without one: YCSB's. */
const ZIPF_EXPONENT_DEFAULT = 0.99;

/**
 * Reads `uniform`, `zipf` or `zipf:EXPONENT`.
 * @throws MemtoolError USAGE
 */
export function parseDistribution(text: string): Distribution {
  const [kind = "", argument, ...more] = text.trim().split(":");
  if (kind === "uniform" && argument === undefined) {
    return { kind };
  }
  const exponent = argument === undefined ? ZIPF_EXPONENT_DEFAULT : /^[\d.]+$/.test(argument) ? Number(argument) : 0;
  if (kind === "zipf" && more.length === 0 && exponent > 0) {
    return { kind, exponent };
  }
  throw new MemtoolError("USAGE", `cannot use the distribution ${JSON.stringify(text)}`, {
    hint: "write uniform, zipf or zipf:EXPONENT with an exponent above 0, for instance zipf:1.2",
  });
}

/** Writes a distribution so that {@link parseDistribution} reads it back. */
export function formatDistribution(distribution: Distribution): string {
  return distribution.kind === "zipf" ? `zipf:${distribution.exponent}` : distribution.kind;
}

/** Draws keys. */
export class KeySampler {
  readonly #count: number;
  readonly #zipf: ZipfSampler | undefined;
  readonly #scramble: Scramble;

  constructor(count: number, distribution: Distribution) {
    this.#count = count;
    this.#zipf = distribution.kind === "zipf" ? new ZipfSampler(count, distribution.exponent) : undefined;
    this.#scramble = new Scramble(count);
  }

  /** The next key, 0 .. count - 1. */
  next(prng: Prng): number {
    return this.#zipf === undefined ? prng.nextBelow(this.#count) : this.#scramble.map(this.#zipf.next(prng) - 1);
  }
}
