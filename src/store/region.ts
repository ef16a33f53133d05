/** The shared memory of a store as one value that can be posted to other threads. */
import { Control } from "../memory/control.ts";
import { CONTROL } from "../memory/control-layout.ts";
import { PAGE_BYTES } from "../memory/limits.ts";
import { LockTable } from "../memory/locks.ts";
import { createSegments, pagesOf } from "../memory/segments.ts";
import { Assoc } from "./assoc.ts";
import { CasGenerator } from "./cas-generator.ts";
import { START_OFFSET_SECONDS } from "./clock.ts";
import { HASH_POWER_MAX, type ResolvedStoreOptions, resolveStoreOptions, type StoreOptions } from "./options.ts";
import { PagePool } from "./page-pool.ts";
import { slabChunkSizes } from "./slab-sizes.ts";
import { StoreLocks } from "./store-locks.ts";
import { Tuning } from "./tuning.ts";

/** Everything a thread needs to attach to a store; survives postMessage and workerData. */
export interface StoreRegion {
  readonly options: ResolvedStoreOptions;
  readonly segments: readonly SharedArrayBuffer[];
  readonly table: SharedArrayBuffer;
  readonly locks: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
}

/** The table has room for the items of so many times the first memory limit; beyond that its chains get longer. */
const TABLE_GROWTH = 8;

/** Allocates an empty store. Memory is committed as it is used. Throws USAGE for options that make no sense. */
export function createRegion(storeOptions: StoreOptions): StoreRegion {
  const options = resolveStoreOptions(storeOptions);
  const classCount = slabChunkSizes(options).length - 1;
  const pageCount = arenaPages(options.memoryLimitBytes, classCount);
  const segments = createSegments(pageCount, arenaPages(options.memoryLimitBytesMax, classCount));
  const shared = Control.create(pagesOf(segments));
  const control = new Control(shared);
  control.words[CONTROL.now] = START_OFFSET_SECONDS;
  PagePool.start(control, options.memoryLimitBytes);
  Tuning.start(control, options);
  CasGenerator.start(control.words);
  const locks = StoreLocks.create();
  Assoc.start(new LockTable(locks, 1).words, options.hashPower);
  return {
    options,
    segments,
    table: Assoc.create(tablePower(options, Math.min(pageCount * TABLE_GROWTH, pagesOf(segments)))),
    locks,
    control: shared,
  };
}

/** The limit, a first page for every class, and page 0. */
function arenaPages(memoryLimitBytes: number, classCount: number): number {
  return 1 + Math.floor(memoryLimitBytes / PAGE_BYTES) + classCount;
}

/** log2 of the buckets the table can grow to: one for each of the smallest chunks that fit into the arena. */
function tablePower(options: ResolvedStoreOptions, pageCount: number): number {
  if (!options.hashExpansion) {
    return options.hashPower;
  }
  const chunkBytes = slabChunkSizes(options)[1] as number;
  const itemsMax = (pageCount * PAGE_BYTES) / chunkBytes;
  return Math.min(HASH_POWER_MAX, Math.max(options.hashPower, Math.ceil(Math.log2(itemsMax))));
}
