/**
 * Encodes requests straight into one byte buffer, which all connections of a load thread share: no string and no object per request.
 * Writing the digits of a key costs 11 ns; taking it from a table of encoded keys 127 ns, because the table misses the cache.
 */

import { Prng } from "../base/prng.ts";
import { CARRIAGE_RETURN, DIGIT_ZERO, LINE_FEED } from "./bytes.ts";
import { WRITE_BATCH_BYTES } from "./limits.ts";
import { KeyNumbers } from "./workload/key-numbers.ts";
import { FAMILY, OPERATION_FAMILY, OPERATIONS } from "./workload/operations.ts";
import type { RequestSink, Workload } from "./workload/workload.ts";

/** Bytes of a request besides prefix, key prefix and value: key, flags, exptime, length, line ends. */
const LINE_BYTES_MAX = 128;
/** What stands between the key prefix and the number of a counter's key. */
const COUNTER_MARK = "n";
/** Counters start here, so that decr has something to take from. */
const COUNTER_START = "1000000";
/** Values are cut from a block of this many printable random bytes. */
const BLOCK_BYTES = 64 * 1024;
/** Values up to this long are copied byte by byte: cheaper than the call of a native copy. */
const LOOP_COPY_BYTES_MAX = 48;

/** Printable bytes without blanks, as long as the longest value and the place it is cut from need. */
function valueBlock(maxBytes: number): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES + maxBytes);
  const prng = Prng.stream(0x76616c75, 0);
  for (let index = 0; index < BLOCK_BYTES; index++) {
    block[index] = alphabet.charCodeAt(prng.nextInt32() & 63);
  }
  for (let filled = BLOCK_BYTES; filled < block.length; filled *= 2) {
    block.copy(block, filled, 0, filled);
  }
  return block;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** The writer; `bytes[0 .. length)` holds what was written since {@link RequestWriter.restart}. */
export class RequestWriter implements RequestSink {
  bytes: Buffer = Buffer.allocUnsafeSlow(WRITE_BATCH_BYTES);
  length = 0;
  /** What each operation's line starts with: its word, the exptime of gat, the key prefix. */
  readonly #heads: readonly Uint8Array[];
  /** What follows the key of each operation but storage. */
  readonly #tails: readonly Uint8Array[];
  /** Between the key of a storage command and the value's length. */
  readonly #storageMiddle: Uint8Array;
  readonly #counterHead: Uint8Array;
  readonly #counterTail: Uint8Array;
  readonly #sizes: KeyNumbers;
  readonly #block: Buffer;

  constructor(workload: Workload) {
    const { keyPrefix, ttlSeconds } = workload;
    const counterPrefix = `${keyPrefix}${COUNTER_MARK}`;
    this.#heads = OPERATIONS.map((name) => {
      const counted = name === "incr" || name === "decr";
      return bytesOf(`${name} ${name === "gat" ? `${ttlSeconds} ` : ""}${counted ? counterPrefix : keyPrefix}`);
    });
    this.#tails = OPERATIONS.map((name) => {
      const argument = name === "incr" || name === "decr" ? " 1" : name === "touch" ? ` ${ttlSeconds}` : "";
      return bytesOf(`${argument}\r\n`);
    });
    this.#storageMiddle = bytesOf(` 0 ${ttlSeconds} `);
    this.#counterHead = bytesOf(`set ${counterPrefix}`);
    this.#counterTail = bytesOf(` 0 ${ttlSeconds} ${COUNTER_START.length}\r\n${COUNTER_START}\r\n`);
    this.#sizes = new KeyNumbers(workload.valueSizes, workload.seed, "valueBytes");
    this.#block = valueBlock(this.#sizes.max);
  }

  /** True when so much is written that it should be sent before more is added. */
  get isFull(): boolean {
    return this.length >= WRITE_BATCH_BYTES / 2;
  }

  /** Starts over; `handOver` says that the old bytes now belong to a socket which has not sent them yet. */
  restart(handOver: boolean): void {
    this.length = 0;
    if (handOver || this.bytes.length > WRITE_BATCH_BYTES * 8) {
      this.bytes = Buffer.allocUnsafeSlow(WRITE_BATCH_BYTES);
    }
  }

  write(operation: number, key: number): void {
    const isStorage = OPERATION_FAMILY[operation] === FAMILY.storage;
    const valueBytes = isStorage ? this.#sizes.of(key) : 0;
    this.#reserve(valueBytes);
    this.#append(this.#heads[operation] as Uint8Array);
    this.#appendNumber(key);
    if (isStorage) {
      this.#append(this.#storageMiddle);
      this.#appendNumber(valueBytes);
      this.#appendLineEnd();
      this.#appendValue(key, valueBytes);
      this.#appendLineEnd();
    } else {
      this.#append(this.#tails[operation] as Uint8Array);
    }
  }

  writeCounter(key: number): void {
    this.#reserve(0);
    this.#append(this.#counterHead);
    this.#appendNumber(key);
    this.#append(this.#counterTail);
  }

  #reserve(valueBytes: number): void {
    const needed = this.length + valueBytes + LINE_BYTES_MAX + (this.#heads[0] as Uint8Array).length * 2;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
  }

  #append(constant: Uint8Array): void {
    const bytes = this.bytes;
    const start = this.length;
    const count = constant.length;
    for (let index = 0; index < count; index++) {
      bytes[start + index] = constant[index] as number;
    }
    this.length = start + count;
  }

  #appendLineEnd(): void {
    this.bytes[this.length] = CARRIAGE_RETURN;
    this.bytes[this.length + 1] = LINE_FEED;
    this.length += 2;
  }

  /** Decimal digits of a whole number in 0 .. 2^31 - 1. */
  #appendNumber(value: number): void {
    const bytes = this.bytes;
    let digits = 1;
    for (let limit = 10; limit <= value; limit *= 10) {
      digits++;
    }
    let place = this.length + digits;
    this.length = place;
    let rest = value | 0;
    do {
      const quotient = (rest / 10) | 0;
      bytes[--place] = DIGIT_ZERO + rest - quotient * 10;
      rest = quotient;
    } while (rest > 0);
  }

  /** The value of a key is always the same bytes: a part of the block, at a place that depends on the key. */
  #appendValue(key: number, valueBytes: number): void {
    const start = Math.imul(key, 0x9e3779b1) >>> 16;
    const bytes = this.bytes;
    const block = this.#block;
    const target = this.length;
    if (valueBytes <= LOOP_COPY_BYTES_MAX) {
      for (let index = 0; index < valueBytes; index++) {
        bytes[target + index] = block[start + index] as number;
      }
    } else {
      block.copy(bytes, target, start, start + valueBytes);
    }
    this.length = target + valueBytes;
  }
}
