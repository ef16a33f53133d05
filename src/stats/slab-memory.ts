/**
 * Where the memory of the slabs goes, from `stats slabs` and `stats items`:
 *
 *   bytes = what all chunks of the pages hold
 *         = free chunks  +  requested by items  +  waste (an item takes a whole chunk, whatever its size)
 *
 * Items too large for one chunk are spread over chunks of several classes, but counted in the largest one ("chunked items"), so the
 * waste of a single class is not always known; the sum over all classes is.
 */
import { groupNumbered } from "./numbered-stats.ts";
import { readCounter, type StatMap } from "./stat-map.ts";

/** One slab class. */
export interface SlabClass {
  readonly id: number;
  readonly chunkBytes: bigint;
  readonly pageCount: bigint;
  readonly totalChunks: bigint;
  readonly usedChunks: bigint;
  readonly freeChunks: bigint;
  /** What its items asked for; undefined without `stats items`. */
  readonly requestedBytes: bigint | undefined;
  /** What its items leave empty of their chunks; undefined in the class where chunked items are counted. */
  readonly wasteBytes: bigint | undefined;
}

/** All classes together. */
export interface SlabMemory {
  readonly classes: readonly SlabClass[];
  readonly bytes: bigint;
  readonly freeBytes: bigint;
  readonly wasteBytes: bigint | undefined;
}

/**
 * @param slabs `stats slabs`
 * @param items `stats items`; memcached before 1.5 has `mem_requested` in `stats slabs` instead
 * @returns undefined when the server tells of no classes at all: nothing was stored yet, or it is no memcached
 */
export function slabMemoryOf(slabs: StatMap, items: StatMap | undefined): SlabMemory | undefined {
  const requests = new Map(groupNumbered(items ?? []).groups.map(({ id, values }) => [id, values]));
  const classes = groupNumbered(slabs).groups.flatMap(
    ({ id, values }) => slabClass(id, values, requests.get(id), items !== undefined) ?? [],
  );
  if (classes.length === 0) {
    return undefined;
  }
  const freeBytes = sumOf(classes.map(({ chunkBytes, freeChunks }) => chunkBytes * freeChunks));
  const usedBytes = sumOf(classes.map(({ chunkBytes, usedChunks }) => chunkBytes * usedChunks));
  const requested = classes.map(({ requestedBytes }) => requestedBytes).filter((bytes) => bytes !== undefined);
  const wasteBytes = requested.length < classes.length ? undefined : notNegative(usedBytes - sumOf(requested));
  return { classes, bytes: usedBytes + freeBytes, freeBytes, wasteBytes };
}

function slabClass(id: number, slab: StatMap, items: StatMap | undefined, knowsItems: boolean): SlabClass | undefined {
  const chunkBytes = readCounter(slab, "chunk_size");
  const totalChunks = readCounter(slab, "total_chunks");
  const usedChunks = readCounter(slab, "used_chunks");
  if (chunkBytes === undefined || totalChunks === undefined || usedChunks === undefined) {
    return undefined;
  }
  // `free_chunks` leaves the untouched end of a page out in old servers: what is not used is free.
  const freeChunks = totalChunks > usedChunks ? totalChunks - usedChunks : 0n;
  const none = knowsItems ? 0n : undefined;
  const requestedBytes = readCounter(slab, "mem_requested") ?? readCounter(items ?? new Map(), "mem_requested") ?? none;
  // Chunks of items that are counted in another class are no waste of this one.
  const itemCount = readCounter(items ?? new Map(), "number") ?? (knowsItems ? 0n : usedChunks);
  return {
    id,
    chunkBytes,
    pageCount: readCounter(slab, "total_pages") ?? 0n,
    totalChunks,
    usedChunks,
    freeChunks,
    requestedBytes,
    wasteBytes: requestedBytes === undefined ? undefined : notNegative(chunkBytes * itemCount - requestedBytes),
  };
}

function notNegative(bytes: bigint): bigint | undefined {
  return bytes < 0n ? undefined : bytes;
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}
