/** Which key a request asks for: the distributions of `--distribution`. Keys are numbers in [0, count). */
import { unreachable } from "../../base/assert.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import { parseRatio } from "../../base/units.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import { NormalSampler } from "./normal.ts";
import { Scramble } from "./scramble.ts";
import { ZipfSampler } from "./zipf.ts";

/**
 * How requests spread over the keys.
 * - `uniform`: every key alike.
 * - `zipf`: the key of rank k is asked for in proportion to k^-exponent; ranks are scattered over the key numbers.
 * - `hotspot`: `keyShare` of the keys, scattered, take `requestShare` of the requests (YCSB's hotspot).
 * - `latest`: writes walk over the keys in turn, reads prefer what was written last, by zipf (YCSB's latest).
 * - `gaussian`: normal around the middle key, `deviation` in parts of the keyspace (memtier's pattern G); neighbours are alike popular.
 * - `sequential`: one key after the other, round and round.
 */
export type Distribution =
  | { readonly kind: "uniform" }
  | { readonly kind: "zipf"; readonly exponent: number }
  | { readonly kind: "hotspot"; readonly keyShare: number; readonly requestShare: number }
  | { readonly kind: "latest"; readonly exponent: number }
  | { readonly kind: "gaussian"; readonly deviation: number }
  | { readonly kind: "sequential" };

/** Exponent of `zipf` and `latest` without one: YCSB's. */
const ZIPF_EXPONENT_DEFAULT = 0.99;
/** `hotspot` without shares: YCSB's. */
const HOTSPOT_DEFAULT: Distribution = { kind: "hotspot", keyShare: 0.2, requestShare: 0.8 };
/** Deviation of `gaussian` without one: memtier's, so that the ends of the keyspace are three deviations away. */
const DEVIATION_DEFAULT = 1 / 6;

/** How many arguments each distribution takes at most. */
const ARGUMENTS_MAX: ReadonlyMap<string, number> = new Map(
  Object.entries({ uniform: 0, zipf: 1, hotspot: 2, latest: 1, gaussian: 1, sequential: 0 }),
);

const HINT =
  "write uniform, zipf[:EXPONENT], hotspot[:KEYS:REQUESTS], latest[:EXPONENT], gaussian[:DEVIATION] or sequential, " +
  "for instance zipf:1.2, hotspot:0.2:0.8 or gaussian:0.1 (shares of the keyspace)";

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the distribution ${JSON.stringify(text)}: ${found}`, { hint: HINT });
}

function exponentOf(word: string | undefined, text: string): number {
  const exponent = word === undefined ? ZIPF_EXPONENT_DEFAULT : parseDecimal(word);
  if (!(exponent > 0)) {
    throw refuse(text, "the exponent is a number above 0");
  }
  return exponent;
}

function shareOf(word: string, text: string): number {
  try {
    return parseRatio(word);
  } catch (error) {
    throw error instanceof MemtoolError ? refuse(text, error.message) : error;
  }
}

function parseHotspot(keys: string, requests: string | undefined, text: string): Distribution {
  if (requests === undefined) {
    throw refuse(text, "a hotspot takes both shares or none");
  }
  const keyShare = shareOf(keys, text);
  const requestShare = shareOf(requests, text);
  if (keyShare === 0 || requestShare < keyShare) {
    throw refuse(
      text,
      "hot keys are above 0, and take at least as large a share of the requests as they are of the keys",
    );
  }
  return { kind: "hotspot", keyShare, requestShare };
}

function deviationOf(word: string | undefined, text: string): number {
  const deviation = word === undefined ? DEVIATION_DEFAULT : shareOf(word, text);
  if (deviation === 0) {
    throw refuse(text, "the deviation is a part of the keyspace, above 0 and at most 1");
  }
  return deviation;
}

/**
 * Reads `uniform`, `zipf[:EXPONENT]`, `hotspot[:KEYS:REQUESTS]`, `latest[:EXPONENT]`, `gaussian[:DEVIATION]` or `sequential`.
 * @throws MemtoolError USAGE
 */
export function parseDistribution(text: string): Distribution {
  const [kind = "", first, second, ...more] = text.trim().split(":");
  const argumentCount = [first, second, ...more].filter((word) => word !== undefined).length;
  const argumentsMax = ARGUMENTS_MAX.get(kind);
  if (argumentsMax === undefined) {
    throw refuse(text, `there is no distribution ${JSON.stringify(kind)}`);
  }
  if (argumentCount > argumentsMax) {
    throw refuse(text, `${kind} takes ${argumentsMax === 0 ? "no argument" : `at most ${argumentsMax}`}`);
  }
  switch (kind) {
    case "zipf":
    case "latest":
      return { kind, exponent: exponentOf(first, text) };
    case "hotspot":
      return first === undefined ? HOTSPOT_DEFAULT : parseHotspot(first, second, text);
    case "gaussian":
      return { kind, deviation: deviationOf(first, text) };
    default:
      return { kind: kind === "uniform" ? "uniform" : "sequential" };
  }
}

/** Writes a distribution so that {@link parseDistribution} reads it back. */
export function formatDistribution(distribution: Distribution): string {
  const { kind } = distribution;
  switch (kind) {
    case "uniform":
    case "sequential":
      return kind;
    case "zipf":
    case "latest":
      return `${kind}:${formatDecimal(distribution.exponent)}`;
    case "hotspot":
      return `${kind}:${formatDecimal(distribution.keyShare)}:${formatDecimal(distribution.requestShare)}`;
    case "gaussian":
      return distribution.deviation === DEVIATION_DEFAULT ? kind : `${kind}:${formatDecimal(distribution.deviation)}`;
    default:
      return unreachable(kind, "distribution");
  }
}

/** The distributions by number, for the one switch of the hot path. */
const KIND = { uniform: 0, zipf: 1, hotspot: 2, latest: 3, gaussian: 4, sequential: 5 } as const satisfies Record<
  Distribution["kind"],
  number
>;

/** Draws the keys of one connection. What it draws depends on its lane and its random numbers alone, not on other connections. */
export class KeySampler {
  readonly #kind: number;
  readonly #count: number;
  readonly #scramble: Scramble;
  readonly #zipf: ZipfSampler | undefined;
  readonly #normal = new NormalSampler();
  /** Deviation of `gaussian`, in keys. */
  readonly #deviation: number;
  /** Of `hotspot`: ranks below this are hot; drawn when a random 32-bit number is below the limit. */
  readonly #hotCount: number;
  readonly #hotLimit: number;
  /** How far a walk goes at a step: one key for each connection. */
  readonly #step: number;
  /** Next key of the walk: of all requests (`sequential`) or of writes (`latest`). */
  #cursor: number;
  /** The key last written (`latest`); at first the newest of those that populating left. */
  #newest: number;

  /**
   * @param keyCount 1 .. 2^31 - 1
   * @param lane number of the connection in the whole run, from 0
   * @param lanes how many connections there are in the whole run
   */
  constructor(keyCount: number, distribution: Distribution, lane: number, lanes: number) {
    const { kind } = distribution;
    this.#kind = KIND[kind];
    this.#count = keyCount;
    this.#scramble = new Scramble(keyCount);
    this.#zipf = kind === "zipf" || kind === "latest" ? ZipfSampler.shared(keyCount, distribution.exponent) : undefined;
    this.#deviation = kind === "gaussian" ? distribution.deviation * keyCount : 0;
    this.#hotCount = kind === "hotspot" ? Math.max(1, Math.round(distribution.keyShare * keyCount)) : 0;
    const hotShare = kind === "hotspot" && this.#hotCount < keyCount ? distribution.requestShare : 1;
    this.#hotLimit = Math.round(hotShare * 2 ** 32);
    this.#step = lanes % keyCount;
    this.#cursor = lane % keyCount;
    this.#newest = (this.#cursor + keyCount - this.#step) % keyCount;
  }

  /**
   * The key of the next request, 0 .. keyCount - 1.
   * @param writes whether the request writes the key; only `latest` looks at it
   */
  next(prng: Prng, writes: boolean): number {
    switch (this.#kind) {
      case KIND.uniform:
        return numberBelow(prng, this.#count);
      case KIND.zipf:
        return this.#scramble.map((this.#zipf as ZipfSampler).next(prng) - 1);
      case KIND.hotspot:
        return this.#scramble.map(this.#nextHotspotRank(prng));
      case KIND.latest:
        return writes ? this.#nextWritten() : this.#nextRecent(prng);
      case KIND.gaussian:
        return this.#nextGaussian(prng);
      default:
        return this.#walk();
    }
  }

  #nextHotspotRank(prng: Prng): number {
    const hotCount = this.#hotCount;
    return prng.nextUint32() < this.#hotLimit
      ? numberBelow(prng, hotCount)
      : hotCount + numberBelow(prng, this.#count - hotCount);
  }

  /** The key of the walk, which goes on; all lanes together meet every key. */
  #walk(): number {
    const key = this.#cursor;
    const next = key + this.#step;
    this.#cursor = next >= this.#count ? next - this.#count : next;
    return key;
  }

  #nextWritten(): number {
    this.#newest = this.#walk();
    return this.#newest;
  }

  /** A key not long before the newest of this lane; the other lanes are taken to be as far. */
  #nextRecent(prng: Prng): number {
    const key = this.#newest + 1 - (this.#zipf as ZipfSampler).next(prng);
    return key < 0 ? key + this.#count : key;
  }

  /** Draws that fall beside the keyspace are drawn again, as memtier does. */
  #nextGaussian(prng: Prng): number {
    const count = this.#count;
    for (;;) {
      const place = count / 2 + this.#normal.next(prng) * this.#deviation;
      if (place >= 0 && place < count) {
        return Math.floor(place);
      }
    }
  }
}

/** A whole number below `bound` (2^31 at most), even to one part in 2^22; a third faster than drawing without any bias. */
function numberBelow(prng: Prng, bound: number): number {
  return Math.floor(prng.nextDouble() * bound);
}
