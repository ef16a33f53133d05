/** The slab class table: chunk sizes exactly as memcached computes them (slabs.c, slabs_init), and class by item size. */
import { assert } from "../base/assert.ts";
import { PAGE_BYTES, REF_UNIT_BYTES, SLAB_CLASS_MAX } from "../memory/limits.ts";
import { HEADER_BYTES } from "./item-layout.ts";

/** What shapes the table: `-f`, `-n`, `slab_chunk_max` in bytes. */
export interface SlabShape {
  readonly growthFactor: number;
  readonly slabMinSize: number;
  readonly slabChunkMax: number;
  /** -o slab_sizes: the sizes themselves, ascending. */
  readonly slabSizes?: readonly number[] | undefined;
}

/** Chunk size in bytes of each class; index 0 is unused (0), the last class is `slabChunkMax`. */
export function slabChunkSizes(shape: SlabShape): number[] {
  assert(shape.growthFactor > 1, "slab growth factor is above 1");
  assert(shape.slabChunkMax % REF_UNIT_BYTES === 0, "slab_chunk_max is a multiple of 8");
  assert(shape.slabChunkMax <= PAGE_BYTES, "slab_chunk_max is at most a page");
  if (shape.slabSizes !== undefined) {
    const given = shape.slabSizes.filter((size) => size < shape.slabChunkMax).map(roundUp);
    return [0, ...given, shape.slabChunkMax];
  }
  const sizes = [0];
  let size = HEADER_BYTES + Math.trunc(shape.slabMinSize);
  while (sizes.length < SLAB_CLASS_MAX && size < shape.slabChunkMax / shape.growthFactor) {
    size = roundUp(size);
    sizes.push(size);
    size = Math.trunc(size * shape.growthFactor);
  }
  sizes.push(shape.slabChunkMax);
  return sizes;
}

function roundUp(size: number): number {
  return Math.ceil(size / REF_UNIT_BYTES) * REF_UNIT_BYTES;
}

/** Class of every size up to `slab_chunk_max`, looked up by size in 8-byte units (rounded up). */
export function slabClassTable(sizes: readonly number[]): Uint8Array {
  const largest = sizes[sizes.length - 1] ?? 0;
  const table = new Uint8Array(largest / REF_UNIT_BYTES + 1);
  let slabClass = 1;
  for (let unit = 0; unit < table.length; unit++) {
    while (unit * REF_UNIT_BYTES > (sizes[slabClass] ?? largest)) {
      slabClass++;
    }
    table[unit] = slabClass;
  }
  return table;
}
