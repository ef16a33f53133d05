/**
 * The beginning of a long get line whose end has not arrived. It is given room for the longest line at once (what is not
 * written to takes no memory yet), so that growing leaves nothing behind for the garbage collector, and only new bytes are
 * looked at for the end: joining and parsing all of it at each read would cost a client's megabytes squared. What all
 * connections of a worker hold this way is bounded by a {@link LineBudget}.
 */
import { LONG_LINE_BYTES_MAX } from "./limits.ts";

/** What a worker's connections may hold of long lines, in bytes. */
export class LineBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Takes `count` bytes out of the budget; false when there are not so many left. */
  take(count: number): boolean {
    if (this.#bytes + count > this.#bytesMax) {
      return false;
    }
    this.#bytes += count;
    return true;
  }

  /** Gives `count` bytes back. */
  give(count: number): void {
    this.#bytes -= count;
  }
}

/** What one connection has taken of the budget. */
export class LineShare {
  readonly #budget: LineBudget;
  #bytes = 0;

  constructor(budget: LineBudget) {
    this.#budget = budget;
  }

  /** Takes `count` more bytes; false when there are not so many left. */
  take(count: number): boolean {
    if (!this.#budget.take(count)) {
      return false;
    }
    this.#bytes += count;
    return true;
  }

  /** Gives all of it back but `keptBytes`. */
  shrinkTo(keptBytes: number): void {
    if (this.#bytes > keptBytes) {
      this.#budget.give(this.#bytes - keptBytes);
      this.#bytes = keptBytes;
    }
  }
}

/** Memory that holds more than so many times what is wanted of it is not kept for it. */
const WASTE_MAX = 4;

/** Bytes that outlive the read: `rest` itself, or a copy where its memory is the worker's, or mostly holds what is not wanted any more. */
export function ownBytes(rest: Buffer, readBuffer: Buffer): Buffer {
  const isSmallPart = rest.length * WASTE_MAX < rest.buffer.byteLength;
  return isSmallPart || rest.buffer === readBuffer.buffer ? Buffer.from(rest) : rest;
}

/** The growing bytes. */
export class LongLine {
  #bytes: Buffer;
  #length: number;

  /** Starts with a copy of `start`. */
  constructor(start: Uint8Array) {
    this.#bytes = Buffer.allocUnsafeSlow(start.length * 2);
    this.#bytes.set(start);
    this.#length = start.length;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends a copy of `arrived`. */
  append(arrived: Uint8Array): void {
    const length = this.#length + arrived.length;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, LONG_LINE_BYTES_MAX));
      grown.set(this.bytes());
      this.#bytes = grown;
    }
    this.#bytes.set(arrived, this.#length);
    this.#length = length;
  }

  /** All bytes so far, in place: valid until the next {@link append}. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
