/** The arena: SharedArrayBuffers of at most 1 GiB, committed by the kernel only where they are written. */
import { assert } from "../base/assert.ts";
import { PAGE_BYTES, PAGE_COUNT_MAX, PAGES_PER_SEGMENT } from "./limits.ts";

/** Allocates the buffers for `pageCount` pages. */
export function createSegments(pageCount: number): SharedArrayBuffer[] {
  assert(pageCount > 0 && pageCount <= PAGE_COUNT_MAX, "the arena is addressable by 32-bit references");
  const buffers: SharedArrayBuffer[] = [];
  for (let page = 0; page < pageCount; page += PAGES_PER_SEGMENT) {
    buffers.push(new SharedArrayBuffer(Math.min(PAGES_PER_SEGMENT, pageCount - page) * PAGE_BYTES));
  }
  return buffers;
}

/** One thread's views of the arena, by segment number (`ref >>> REF_SEGMENT_SHIFT`). */
export class Segments {
  readonly words: Int32Array[];
  readonly bytes: Buffer[];

  constructor(buffers: readonly SharedArrayBuffer[]) {
    this.words = buffers.map((buffer) => new Int32Array(buffer));
    this.bytes = buffers.map((buffer) => Buffer.from(buffer));
  }
}
