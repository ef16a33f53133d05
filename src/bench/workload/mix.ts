/** The mix of operations: `--ratio` as people write it, and drawing from it. */

import { MemtoolError } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import { MIXED_OPERATIONS, OPERATION, type OperationName } from "./operations.ts";

/** One operation and its share of all requests; shares are weights, they need not add up to anything. */
export interface MixPart {
  readonly operation: OperationName;
  readonly weight: number;
}

const HINT = "write it like 1:9 (set:get) or get=90,set=9,delete=1";

/** Operations of memcached that a mix cannot hold, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  gats: "gats is not offered; gat and gets are",
  flush_all: "flush_all empties the server and is no part of a load",
};

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the ratio ${JSON.stringify(text)}: ${found}`, { hint: HINT });
}

function parseWeight(word: string, text: string): number {
  const weight = /^\d+(\.\d+)?$/.test(word) ? Number(word) : Number.NaN;
  if (!Number.isFinite(weight)) {
    throw refuse(text, `${JSON.stringify(word)} is not a weight`);
  }
  return weight;
}

function parsePart(part: string, text: string): MixPart {
  const [name = "", weight, ...more] = part.split("=");
  if (weight === undefined || more.length > 0) {
    throw refuse(text, `${JSON.stringify(part)} is not operation=weight`);
  }
  const operation = MIXED_OPERATIONS.find((known) => known === name.trim());
  if (operation === undefined) {
    throw refuse(text, REFUSED[name.trim()] ?? `there is no operation ${JSON.stringify(name)}`);
  }
  return { operation, weight: parseWeight(weight.trim(), text) };
}

/**
 * Reads `SETS:GETS` (memtier's order) or `operation=weight,...`; operations without weight are left out.
 * @throws MemtoolError USAGE
 */
export function parseMix(text: string): MixPart[] {
  const pair = /^([\d.]+):([\d.]+)$/.exec(text.trim());
  const parts =
    pair === null
      ? text.split(",").map((part) => parsePart(part, text))
      : [
          { operation: "set" as const, weight: parseWeight(pair[1] ?? "", text) },
          { operation: "get" as const, weight: parseWeight(pair[2] ?? "", text) },
        ];
  const used = parts.filter((part) => part.weight > 0);
  if (used.length === 0) {
    throw refuse(text, "no operation has a weight above 0");
  }
  const twice = used.find((part, index) => used.findIndex((other) => other.operation === part.operation) !== index);
  if (twice !== undefined) {
    throw refuse(text, `${twice.operation} is in it twice`);
  }
  return used;
}

/** Writes a mix so that {@link parseMix} reads it back. */
export function formatMix(mix: readonly MixPart[]): string {
  return mix.map((part) => `${part.operation}=${part.weight}`).join(",");
}

/** Draws operations by their weights. */
export class MixSampler {
  /** Operation `#operations[i]` is drawn below `#limits[i]` of 2^32. */
  readonly #limits: Float64Array;
  readonly #operations: Uint8Array;

  constructor(mix: readonly MixPart[]) {
    const total = mix.reduce((sum, part) => sum + part.weight, 0);
    let below = 0;
    this.#operations = Uint8Array.from(mix, (part) => OPERATION[part.operation]);
    this.#limits = Float64Array.from(mix, (part) => {
      below += part.weight;
      return Math.round((below / total) * 4294967296);
    });
    this.#limits[mix.length - 1] = 4294967296;
  }

  /** The number of the next operation. A mix of one draws no random number. */
  next(prng: Prng): number {
    const limits = this.#limits;
    if (limits.length === 1) {
      return this.#operations[0] as number;
    }
    const drawn = prng.nextUint32();
    let index = 0;
    while (drawn >= (limits[index] as number)) {
      index++;
    }
    return this.#operations[index] as number;
  }
}
