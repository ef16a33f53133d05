/** The arena: SharedArrayBuffers of at most 1 GiB, committed by the kernel only where they are written. */
import { assert } from "../base/assert.ts";
import { PAGE_BYTES, PAGE_COUNT_MAX, PAGES_PER_SEGMENT } from "./limits.ts";

/**
 * Allocates the buffers for `pageCount` pages, with room for `pageCountMax` where the system gives it: address space costs nothing
 * until it is written, and a memory limit that is raised later needs some.
 */
export function createSegments(pageCount: number, pageCountMax = pageCount): SharedArrayBuffer[] {
  assert(pageCount > 0 && pageCount <= PAGE_COUNT_MAX, "the arena is addressable by 32-bit references");
  try {
    return allocate(Math.min(Math.max(pageCount, pageCountMax), PAGE_COUNT_MAX));
  } catch (error) {
    if (error instanceof RangeError) {
      return allocate(pageCount);
    }
    throw error;
  }
}

function allocate(pageCount: number): SharedArrayBuffer[] {
  const buffers: SharedArrayBuffer[] = [];
  for (let page = 0; page < pageCount; page += PAGES_PER_SEGMENT) {
    buffers.push(new SharedArrayBuffer(Math.min(PAGES_PER_SEGMENT, pageCount - page) * PAGE_BYTES));
  }
  return buffers;
}

/** Pages that fit into the buffers. */
export function pagesOf(buffers: readonly SharedArrayBuffer[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength / PAGE_BYTES, 0);
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
