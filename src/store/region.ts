/** The shared memory of a store as one value that can be posted to other threads. */

import { Control } from "../memory/control.ts";
import { CONTROL } from "../memory/control-layout.ts";
import { PAGE_BYTES } from "../memory/limits.ts";
import { LockTable } from "../memory/locks.ts";
import { createSegments } from "../memory/segments.ts";
import { Assoc } from "./assoc.ts";
import { CasGenerator } from "./cas-generator.ts";
import { START_OFFSET_SECONDS } from "./clock.ts";
import { HASH_POWER_MAX, type ResolvedStoreOptions, resolveStoreOptions, type StoreOptions } from "./options.ts";
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

/** Allocates an empty store. Memory is committed as it is used. Throws USAGE for options that make no sense. */
export function createRegion(storeOptions: StoreOptions): StoreRegion {
  const options = resolveStoreOptions(storeOptions);
  const classCount = slabChunkSizes(options).length - 1;
  const pageLimit = Math.floor(options.memoryLimitBytes / PAGE_BYTES);
  const pageCount = 1 + pageLimit + classCount;
  const control = Control.create(pageCount);
  const controlWords = new Control(control).words;
  controlWords[CONTROL.pageLimit] = pageLimit;
  controlWords[CONTROL.now] = START_OFFSET_SECONDS;
  Tuning.start(new Control(control), options);
  CasGenerator.start(controlWords);
  const locks = StoreLocks.create();
  Assoc.start(new LockTable(locks, 1).words, options.hashPower);
  return {
    options,
    segments: createSegments(pageCount),
    table: Assoc.create(tablePower(options, pageCount)),
    locks,
    control,
  };
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
