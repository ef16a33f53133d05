/** Writes values: a cut of the block with a head over it that no other key and version has. */
import { copyShort, SHORT_COPY_BYTES_MAX, viewOf } from "./short-bytes.ts";
import type { ValueBlock } from "./value-block.ts";
import { STAMP_BYTES, writeStamp } from "./value-stamp.ts";

/** Bytes of the head of a value that is not to be verified. */
const HEAD_BYTES = 4;

/** The writer of a load thread. */
export class ValueWriter {
  readonly #block: ValueBlock;
  readonly #run: number | undefined;
  /** The buffer last written to, which is most often the next one too, and a view of it. */
  #target: Buffer | undefined;
  #targetView: DataView;

  /** @param run number of the run, below 2^32, for the stamp of values that can be verified; undefined writes no stamp */
  constructor(block: ValueBlock, run: number | undefined) {
    this.#block = block;
    this.#run = run;
    this.#targetView = block.view;
  }

  /**
   * Writes the value of `key` at `offset`; the same key, version and length always give the same bytes, and two keys different ones.
   * @param length at most the block's longest; with a stamp at least {@link STAMP_BYTES}
   */
  write(target: Buffer, offset: number, key: number, version: number, length: number): void {
    const place = this.#block.placeOf(key, version, length);
    const run = this.#run;
    if (run !== undefined) {
      writeStamp(this.#viewOf(target), offset, key, version, run);
      this.#copy(place + STAMP_BYTES, target, offset + STAMP_BYTES, length - STAMP_BYTES);
      return;
    }
    this.#copy(place, target, offset, length);
    writeHead(
      target,
      offset,
      Math.imul(key, 0x9e3779b1) ^ Math.imul(version, 0x85ebca6b),
      Math.min(length, HEAD_BYTES),
    );
  }

  #copy(place: number, target: Buffer, offset: number, count: number): void {
    if (count > SHORT_COPY_BYTES_MAX) {
      this.#block.bytes.copy(target, offset, place, place + count);
      return;
    }
    copyShort(this.#block.view, place, this.#viewOf(target), offset, count);
  }

  #viewOf(target: Buffer): DataView {
    if (target !== this.#target) {
      this.#target = target;
      this.#targetView = viewOf(target);
    }
    return this.#targetView;
  }
}

/** The word's high bytes first: they differ for small key numbers too. */
function writeHead(target: Buffer, offset: number, word: number, count: number): void {
  for (let index = 0; index < count; index++) {
    target[offset + index] = (word >>> (24 - 8 * index)) & 255;
  }
}
