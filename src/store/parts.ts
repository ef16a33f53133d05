/** One thread's machinery over a region, wired together. */
import { Control } from "../memory/control.ts";
import { Segments } from "../memory/segments.ts";
import type { ThreadLog } from "../stats/log/thread-log.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import { Allocator } from "./allocator.ts";
import { Assoc } from "./assoc.ts";
import { CasGenerator } from "./cas-generator.ts";
import { Clock } from "./clock.ts";
import type { ColdKeys } from "./cold-keys.ts";
import { Committer } from "./commit.ts";
import { CrawlOrder } from "./crawl-order.ts";
import { DeltaArithmetic } from "./delta.ts";
import { Items } from "./items.ts";
import { Linker } from "./linker.ts";
import { LruLists } from "./lru.ts";
import { TailPuller } from "./lru-pull.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import { PageMoveOrder } from "./page-move-order.ts";
import { PagePool } from "./page-pool.ts";
import type { StoreRegion } from "./region.ts";
import { Slabs } from "./slabs.ts";
import { StoreLocks } from "./store-locks.ts";
import { Tuning } from "./tuning.ts";
import { Values } from "./values.ts";

/** The pieces a store is made of; the store's own room works with them, everybody else with Store. */
export interface StoreParts {
  readonly options: ResolvedStoreOptions;
  readonly counters: ThreadCounters;
  /** What this thread tells watchers. */
  readonly log: ThreadLog;
  readonly control: Control;
  readonly items: Items;
  readonly values: Values;
  readonly locks: StoreLocks;
  readonly clock: Clock;
  readonly tuning: Tuning;
  readonly crawlOrder: CrawlOrder;
  readonly moveOrder: PageMoveOrder;
  readonly cas: CasGenerator;
  readonly pool: PagePool;
  readonly slabs: Slabs;
  readonly assoc: Assoc;
  readonly lists: LruLists;
  readonly puller: TailPuller;
  readonly allocator: Allocator;
  readonly linker: Linker;
  readonly committer: Committer;
  readonly delta: DeltaArithmetic;
  /** Keys that may be on disk only; undefined for a store that is nowhere but in memory. */
  readonly cold: ColdKeys | undefined;
}

/** Attaches thread `threadIndex` (from 0, distinct for every attached thread) to a region. */
export function attachParts(
  region: StoreRegion,
  threadIndex: number,
  counters: ThreadCounters,
  log: ThreadLog,
  cold: ColdKeys | undefined,
): StoreParts {
  const { options } = region;
  const control = new Control(region.control);
  const items = new Items(new Segments(region.segments), options.casEnabled);
  const values = new Values(items);
  const locks = new StoreLocks(region.locks, threadIndex);
  const clock = new Clock(control.words, options.startTimeUnix);
  const tuning = new Tuning(control);
  const crawlOrder = new CrawlOrder(control);
  const cas = new CasGenerator(control.words);
  const pool = new PagePool(control, locks);
  const slabs = new Slabs(options, items, control, pool);
  const moveOrder = new PageMoveOrder(control, slabs, pool, options.pageMoves);
  const assoc = new Assoc(region.table, locks.table.words, items);
  const lists = new LruLists(items, control);
  const base = {
    options,
    counters,
    log,
    control,
    items,
    values,
    locks,
    clock,
    tuning,
    crawlOrder,
    moveOrder,
    cas,
    pool,
    slabs,
    assoc,
    lists,
    cold,
  };
  const puller = new TailPuller(base);
  const allocator = new Allocator({ ...base, puller });
  const linker = new Linker({ ...base, allocator });
  const committer = new Committer({ ...base, allocator, linker });
  const delta = new DeltaArithmetic({ ...base, allocator, linker });
  return { ...base, puller, allocator, linker, committer, delta };
}
