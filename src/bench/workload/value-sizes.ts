/**
 * How long values are: `--value-size`. The size belongs to the key, as objects in a real cache have: writing a key again writes as
 * many bytes, and the shares of a list hold over the keys.
 */
import { MemtoolError } from "../../base/errors.ts";
import { hashIndex } from "../../base/prng.ts";
import { parseSizeBytes } from "../../base/units.ts";
import { VALUE_BYTES_MAX } from "../limits.ts";

/** Sizes from `fromBytes` to `toBytes`, both included and equally likely, for a share of the keys. */
export interface SizePart {
  readonly fromBytes: number;
  readonly toBytes: number;
  readonly weight: number;
}

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the value size ${JSON.stringify(text)}: ${found}`, {
    hint: "write 100, 10-1000 or 64:0.5,1k:0.5 (size or range, then its share)",
  });
}

function sizeOf(word: string, text: string): number {
  try {
    return parseSizeBytes(word);
  } catch (error) {
    throw error instanceof MemtoolError && error.code === "USAGE" ? refuse(text, error.message) : error;
  }
}

function parsePart(part: string, text: string): SizePart {
  const [range = "", share, ...more] = part.split(":");
  const [from = "", to = from, ...beyond] = range.split("-");
  const weight = share === undefined ? 1 : /^\s*(\d+(\.\d+)?|\.\d+)\s*$/.test(share) ? Number(share) : 0;
  if (more.length > 0 || beyond.length > 0 || weight <= 0) {
    throw refuse(text, `${JSON.stringify(part)} is not SIZE, FROM-TO, SIZE:SHARE or FROM-TO:SHARE`);
  }
  const fromBytes = sizeOf(from, text);
  const toBytes = sizeOf(to, text);
  if (toBytes < fromBytes) {
    throw refuse(text, `the range ${JSON.stringify(range)} ends before it starts`);
  }
  if (toBytes > VALUE_BYTES_MAX) {
    throw refuse(text, `memcached's largest item is ${VALUE_BYTES_MAX} bytes`);
  }
  return { fromBytes, toBytes, weight };
}

/**
 * Reads one size, a range, or a list of them with shares.
 * @throws MemtoolError USAGE
 */
export function parseValueSizes(text: string): SizePart[] {
  return text.split(",").map((part) => parsePart(part, text));
}

/** Writes sizes so that {@link parseValueSizes} reads them back. */
export function formatValueSizes(parts: readonly SizePart[]): string {
  return parts
    .map((part) => {
      const range = part.fromBytes === part.toBytes ? `${part.fromBytes}` : `${part.fromBytes}-${part.toBytes}`;
      return parts.length === 1 ? range : `${range}:${part.weight}`;
    })
    .join(",");
}

/** The size of each key's value. */
export class ValueSizes {
  readonly #seed: number;
  readonly #parts: readonly SizePart[];
  readonly #limits: Float64Array;
  readonly #constantBytes: number;
  /** Largest size that can come, in bytes. */
  readonly maxBytes: number;

  /** @param seed makes two runs give the same keys the same sizes */
  constructor(parts: readonly SizePart[], seed: number) {
    const total = parts.reduce((sum, part) => sum + part.weight, 0);
    const [first] = parts;
    let below = 0;
    this.#seed = seed;
    this.#parts = parts;
    this.#limits = Float64Array.from(parts, (part) => {
      below += part.weight;
      return (below / total) * 4294967296;
    });
    this.#constantBytes =
      parts.length === 1 && first !== undefined && first.fromBytes === first.toBytes ? first.fromBytes : -1;
    this.maxBytes = Math.max(...parts.map((part) => part.toBytes));
  }

  /** Bytes of the value of key `key`. */
  of(key: number): number {
    return this.#constantBytes >= 0 ? this.#constantBytes : this.#draw(key);
  }

  #draw(key: number): number {
    const drawn = hashIndex(this.#seed, key);
    const index = this.#limits.findIndex((limit) => drawn < limit);
    const part = this.#parts[index === -1 ? this.#parts.length - 1 : index] as SizePart;
    const place = hashIndex(this.#seed ^ 0x3c6ef372, key) / 4294967296;
    return part.fromBytes + Math.floor(place * (part.toBytes - part.fromBytes + 1));
  }
}
