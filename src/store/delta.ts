/** incr and decr: memcached's do_add_delta (memcached.c), in place and padded with blanks where the result fits. */
import { HEADER_BYTES, ITEM_FLAG, type ItemRef } from "../memory/item-layout.ts";
import type { Allocator } from "./allocator.ts";
import type { CasGenerator } from "./cas-generator.ts";
import { Decimal64 } from "./decimal.ts";
import type { Items } from "./items.ts";
import type { Linker } from "./linker.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import type { Values } from "./values.ts";

/** How it went. */
export const DELTA_RESULT = { ok: 0, nonNumeric: 1, noMemory: 2 } as const;

/** One of {@link DELTA_RESULT}. */
export type DeltaResult = (typeof DELTA_RESULT)[keyof typeof DELTA_RESULT];

const SPACE = 32;

/** What the arithmetic works on. */
export interface DeltaParts {
  readonly options: ResolvedStoreOptions;
  readonly items: Items;
  readonly values: Values;
  readonly linker: Linker;
  readonly allocator: Allocator;
  readonly cas: CasGenerator;
}

/** Arithmetic on stored values. */
export class DeltaArithmetic {
  readonly #parts: DeltaParts;
  /** The number after the last successful change; its `digits` are the text. */
  readonly number = new Decimal64();
  /** The item that holds the result: the given one, or the one that replaced it. */
  resultRef: ItemRef = 0;

  constructor(parts: DeltaParts) {
    this.#parts = parts;
  }

  /** Adds to (modulo 2^64) or subtracts from (down to 0) a living item's number. The stripe lock is held. */
  addLocked(ref: ItemRef, hash: number, increment: boolean, deltaLow: number, deltaHigh: number): DeltaResult {
    const { items, values } = this.#parts;
    const number = this.number;
    const length = items.valueLength(ref);
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) !== 0) {
      return DELTA_RESULT.nonNumeric;
    }
    if (!number.parse(items.segmentBytes(ref), values.flatStart(ref), length)) {
      return DELTA_RESULT.nonNumeric;
    }
    if (increment) {
      number.add(deltaLow, deltaHigh);
    } else {
      number.subtractToZero(deltaLow, deltaHigh);
    }
    number.format();
    if (number.digitCount <= length && items.pins(ref) === 0) {
      this.#writeInPlace(ref, length);
      return DELTA_RESULT.ok;
    }
    return this.#replace(ref, hash);
  }

  #writeInPlace(ref: ItemRef, length: number): void {
    const { items, values, linker, cas, options } = this.#parts;
    const { digits, digitStart, digitCount } = this.number;
    const bytes = items.segmentBytes(ref);
    const start = values.flatStart(ref);
    for (let index = 0; index < digitCount; index++) {
      bytes[start + index] = digits[digitStart + index] as number;
    }
    for (let index = digitCount; index < length; index++) {
      bytes[start + index] = SPACE;
    }
    if (options.casEnabled) {
      cas.next();
      items.setCas(ref, cas.low, cas.high);
    }
    linker.updateLocked(ref);
    this.resultRef = ref;
  }

  /** A longer number, or an item that is being sent: a new item with the same key, flags and ttl. */
  #replace(ref: ItemRef, hash: number): DeltaResult {
    const { items, values, linker, allocator } = this.#parts;
    const { digits, digitStart, digitCount } = this.number;
    const replacement = allocator.allocate(
      items.segmentBytes(ref),
      items.byteStart(ref) + HEADER_BYTES,
      items.keyLength(ref),
      hash,
      items.flags(ref),
      items.exptime(ref),
      digitCount,
    );
    if (replacement === 0) {
      return DELTA_RESULT.noMemory;
    }
    const keyKind = items.itemFlags(ref) & ITEM_FLAG.keyBinary;
    items.setItemFlags(replacement, items.itemFlags(replacement) | keyKind);
    values.write(replacement, 0, digits, digitStart, digitCount);
    linker.replaceLocked(ref, replacement, hash, false);
    this.resultRef = replacement;
    return DELTA_RESULT.ok;
  }
}
