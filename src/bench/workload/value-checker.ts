/**
 * Checks a value while it arrives, in whatever pieces, against the block that values are cut from: nothing but the stamp is ever
 * kept, and bodies are compared by native code.
 */
import { equalShort, SHORT_COMPARE_BYTES_MAX, viewOf } from "./short-bytes.ts";
import type { ValueBlock } from "./value-block.ts";
import { readStampNumber, STAMP_BYTES } from "./value-stamp.ts";

/**
 * What is said of a value.
 * - `right`: every byte is as its stamp says it was written. `version` and `run` tell by which set.
 * - `short`: too short for a stamp, or bytes of it never came.
 * - `unstamped`: does not begin with a stamp, so nobody who verifies wrote it.
 * - `wrongKey`: the value of another key, `key`.
 * - `differs`: stamped by this run for this key, but the rest is not what was written.
 * - `otherRun`: stamped by another run, and other bytes than this run's options give: nothing can be said.
 */
export const VERDICT = { right: 0, short: 1, unstamped: 2, wrongKey: 3, differs: 4, otherRun: 5 } as const;

/** One of {@link VERDICT}. */
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** The checker of a connection: `start`, any number of `feed`, `finish`; then the next value. */
export class ValueChecker {
  /** Key, version and run of the stamp; -1 before one was read, or where it has no number. */
  key = -1;
  version = -1;
  run = -1;
  readonly #block: ValueBlock;
  readonly #ownRun: number;
  readonly #stamp = new Uint8Array(STAMP_BYTES);
  readonly #stampView = viewOf(this.#stamp);
  #expectedKey = 0;
  #length = 0;
  /** Bytes seen so far. */
  #seen = 0;
  #place = 0;
  #bodyDiffers = false;
  /** The buffer last fed from, which is most often the next one too, and a view of it. */
  #fed: Buffer | undefined;
  #fedView: DataView;

  /** @param run number of the present run */
  constructor(block: ValueBlock, run: number) {
    this.#block = block;
    this.#ownRun = run;
    this.#fedView = block.view;
  }

  /** A value of `length` bytes begins, which was asked for under `key`. */
  start(key: number, length: number): void {
    this.#expectedKey = key;
    this.#length = length;
    this.#seen = 0;
    this.#bodyDiffers = false;
    this.key = -1;
    this.version = -1;
    this.run = -1;
  }

  /** The next bytes of the value: `bytes[from .. to)`; together no more than it is long. */
  feed(bytes: Buffer, from: number, to: number): void {
    let at = from;
    if (this.#seen < STAMP_BYTES) {
      at = this.#feedStamp(bytes, from, to);
    }
    if (at < to && this.#isComparable()) {
      this.#bodyDiffers = !this.#isAsWritten(bytes, at, to, this.#place + this.#seen);
    }
    this.#seen += to - at;
  }

  /** What is to be said of the value, after its last byte. */
  finish(): Verdict {
    if (this.#seen < this.#length || this.#length < STAMP_BYTES) {
      return VERDICT.short;
    }
    if (this.key < 0 || this.version < 0 || this.run < 0) {
      return VERDICT.unstamped;
    }
    if (this.key !== this.#expectedKey) {
      return VERDICT.wrongKey;
    }
    if (!this.#bodyDiffers) {
      return VERDICT.right;
    }
    return this.run === this.#ownRun ? VERDICT.differs : VERDICT.otherRun;
  }

  /** Takes what belongs to the stamp, in place if it came in one piece, and returns where the body goes on. */
  #feedStamp(bytes: Buffer, from: number, to: number): number {
    if (this.#seen === 0 && to - from >= STAMP_BYTES) {
      this.#seen = STAMP_BYTES;
      this.#readStamp(this.#viewOf(bytes), from);
      return from + STAMP_BYTES;
    }
    let at = from;
    while (at < to && this.#seen < STAMP_BYTES) {
      this.#stamp[this.#seen++] = bytes[at++] as number;
    }
    if (this.#seen === STAMP_BYTES) {
      this.#readStamp(this.#stampView, 0);
    }
    return at;
  }

  #readStamp(bytes: DataView, offset: number): void {
    this.key = readStampNumber(bytes, offset, 0);
    this.version = readStampNumber(bytes, offset, 1);
    this.run = readStampNumber(bytes, offset, 2);
    this.#place = this.#block.placeOf(this.key, this.version, this.#length);
    // A foreign value may be longer than any of this run's: the block has no bytes to compare it with.
    this.#bodyDiffers = this.#place + this.#length > this.#block.bytes.length;
  }

  /** Whether comparing can still change the verdict. */
  #isComparable(): boolean {
    return !this.#bodyDiffers && this.key === this.#expectedKey;
  }

  /** Whether `bytes[from .. to)` is what stands in the block from `start` on. */
  #isAsWritten(bytes: Buffer, from: number, to: number, start: number): boolean {
    const count = to - from;
    if (count > SHORT_COMPARE_BYTES_MAX) {
      return this.#block.bytes.compare(bytes, from, to, start, start + count) === 0;
    }
    return equalShort(this.#block.view, start, this.#viewOf(bytes), from, count);
  }

  #viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#fed) {
      this.#fed = bytes;
      this.#fedView = viewOf(bytes);
    }
    return this.#fedView;
  }
}
