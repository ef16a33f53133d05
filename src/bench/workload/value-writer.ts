/** Writes values: a cut of the block with a head over it that no other key and version has. */
import type { ValueBlock } from "./value-block.ts";
import { STAMP_BYTES, writeStamp } from "./value-stamp.ts";

/** Bytes of the head of a value that is not to be verified. */
const HEAD_BYTES = 4;
/** Values up to this long are copied byte by byte: cheaper than the call of a native copy. */
const LOOP_COPY_BYTES_MAX = 48;

/** The writer of a load thread. */
export class ValueWriter {
  readonly #block: ValueBlock;
  readonly #run: number | undefined;

  /** @param run number of the run, below 2^32, for the stamp of values that can be verified; undefined writes no stamp */
  constructor(block: ValueBlock, run: number | undefined) {
    this.#block = block;
    this.#run = run;
  }

  /**
   * Writes the value of `key` at `offset`; the same key, version and length always give the same bytes, and two keys different ones.
   * @param length at most the block's longest; with a stamp at least {@link STAMP_BYTES}
   */
  write(target: Buffer, offset: number, key: number, version: number, length: number): void {
    const block = this.#block.bytes;
    const place = this.#block.placeOf(key, version, length);
    const run = this.#run;
    if (run !== undefined) {
      writeStamp(target, offset, key, version, run);
      copyBytes(block, place + STAMP_BYTES, target, offset + STAMP_BYTES, length - STAMP_BYTES);
      return;
    }
    copyBytes(block, place, target, offset, length);
    writeHead(
      target,
      offset,
      Math.imul(key, 0x9e3779b1) ^ Math.imul(version, 0x85ebca6b),
      Math.min(length, HEAD_BYTES),
    );
  }
}

function copyBytes(source: Buffer, start: number, target: Buffer, offset: number, count: number): void {
  if (count > LOOP_COPY_BYTES_MAX) {
    source.copy(target, offset, start, start + count);
    return;
  }
  for (let index = 0; index < count; index++) {
    target[offset + index] = source[start + index] as number;
  }
}

/** The word's high bytes first: they differ for small key numbers too. */
function writeHead(target: Buffer, offset: number, word: number, count: number): void {
  for (let index = 0; index < count; index++) {
    target[offset + index] = (word >>> (24 - 8 * index)) & 255;
  }
}
