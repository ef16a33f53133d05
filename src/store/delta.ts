/** incr and decr: memcached's do_add_delta (memcached.c), in place and padded with blanks where the result fits. */
import { addUint64, compareUint64, subtractUint64, UINT64_DIGITS_MAX, Uint64, writeUint64 } from "../base/uint64.ts";
import type { Allocator } from "./allocator.ts";
import type { CasGenerator } from "./cas-generator.ts";
import { HEADER_BYTES, ITEM_FLAG, type ItemRef } from "./item-layout.ts";
import type { Items } from "./items.ts";
import type { Linker } from "./linker.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { readStoredNumber } from "./stored-number.ts";
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
  /** The number after the last successful change. */
  readonly number = new Uint64();
  readonly #digits = new Uint8Array(UINT64_DIGITS_MAX);
  #digitCount = 0;
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
    if (!readStoredNumber(items.segmentBytes(ref), values.flatStart(ref), length, number)) {
      return DELTA_RESULT.nonNumeric;
    }
    const low = deltaLow >>> 0;
    const high = deltaHigh >>> 0;
    if (increment) {
      addUint64(number.low, number.high, low, high, number);
    } else if (compareUint64(number.low, number.high, low, high) > 0) {
      subtractUint64(number.low, number.high, low, high, number);
    } else {
      number.low = 0;
      number.high = 0;
    }
    this.#digitCount = writeUint64(this.#digits, 0, number.low, number.high);
    if (this.#digitCount <= length && items.pins(ref) === 0) {
      this.#writeInPlace(ref, length);
      return DELTA_RESULT.ok;
    }
    return this.#replace(ref, hash);
  }

  #writeInPlace(ref: ItemRef, length: number): void {
    const { items, values, linker, cas, options } = this.#parts;
    const digits = this.#digits;
    const digitCount = this.#digitCount;
    const bytes = items.segmentBytes(ref);
    const start = values.flatStart(ref);
    for (let index = 0; index < digitCount; index++) {
      bytes[start + index] = digits[index] as number;
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
    const digits = this.#digits;
    const digitCount = this.#digitCount;
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
    values.write(replacement, 0, digits, 0, digitCount);
    linker.replaceLocked(ref, replacement, hash, false);
    this.resultRef = replacement;
    return DELTA_RESULT.ok;
  }
}
