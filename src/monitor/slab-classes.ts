/** The slab classes of a server as rows: `stats slabs` and `stats items` joined by class, with rates against an earlier answer. */
import { groupNumbered } from "../stats/numbered-stats.ts";
import { ratePerSecond, windowBetween } from "../stats/rates.ts";
import { type SlabClass as SlabMemoryClass, slabMemoryOf } from "../stats/slab-memory.ts";
import { ratioOf, readCounter, type StatMap } from "../stats/stat-map.ts";
import type { ServerAnswer } from "./reading.ts";

const NO_STATS: StatMap = new Map();

/** One class; NaN is not known. */
export interface SlabClass {
  readonly id: number;
  readonly chunkBytes: number;
  readonly pages: number;
  /** Of all its chunks, free ones too. */
  readonly bytes: number;
  readonly items: number;
  /** Part of its chunks that hold items, 0 to 1. */
  readonly usedRatio: number;
  /** Part of its items' chunks that they did not ask for, 0 to 1; not known where chunked items are counted (stats/slab-memory.ts). */
  readonly wasteRatio: number;
  readonly hitsPerSecond: number;
  readonly setsPerSecond: number;
  readonly evictionsPerSecond: number;
  readonly evictions: number;
  /** Seconds since the last evicted item had been used. */
  readonly evictedAgeSeconds: number;
  /** Age of the oldest item in seconds. */
  readonly ageSeconds: number;
}

/** Whether an answer has what slab classes are made of. */
export function hasSlabs({ views }: ServerAnswer): boolean {
  return views.has("slabs") || views.has("items");
}

function groupsOf(answer: ServerAnswer | undefined, view: "slabs" | "items"): ReadonlyMap<number, StatMap> {
  const { groups } = groupNumbered(answer?.views.get(view) ?? NO_STATS);
  return new Map(groups.map(({ id, values }) => [id, values]));
}

/** The classes by their numbers. */
export function slabClasses(later: ServerAnswer, earlier: ServerAnswer | undefined): SlabClass[] {
  const now = { slabs: groupsOf(later, "slabs"), items: groupsOf(later, "items") };
  const before = { slabs: groupsOf(earlier, "slabs"), items: groupsOf(earlier, "items") };
  const classes = slabMemoryOf(later.views.get("slabs") ?? NO_STATS, later.views.get("items"))?.classes ?? [];
  const memory = new Map(classes.map((one) => [one.id, one]));
  const ids = [...new Set([...now.slabs.keys(), ...now.items.keys()])].sort((left, right) => left - right);
  return ids.map((id) => {
    const slab = now.slabs.get(id) ?? NO_STATS;
    const item = now.items.get(id) ?? NO_STATS;
    const rate = (view: "slabs" | "items", name: string): number =>
      earlier === undefined
        ? Number.NaN
        : (ratePerSecond(
            windowBetween(
              { stats: withStart(before[view].get(id) ?? NO_STATS, earlier), atMs: earlier.atMs },
              { stats: withStart(now[view].get(id) ?? NO_STATS, later), atMs: later.atMs },
            ),
            name,
          ) ?? Number.NaN);
    return {
      id,
      ...sizesOf(slab, item, memory.get(id)),
      hitsPerSecond: rate("slabs", "get_hits"),
      setsPerSecond: rate("slabs", "cmd_set"),
      evictionsPerSecond: rate("items", "evicted"),
      evictions: numberOf(item, "evicted"),
      evictedAgeSeconds: numberOf(item, "evicted") > 0 ? numberOf(item, "evicted_time") : Number.NaN,
      ageSeconds: numberOf(item, "age"),
    };
  });
}

/** The class's statistics with what tells a restart. */
function withStart(stats: StatMap, { views }: ServerAnswer): StatMap {
  const general = views.get("") ?? NO_STATS;
  return new Map([...stats, ["pid", general.get("pid") ?? ""], ["uptime", general.get("uptime") ?? ""]]);
}

function numberOf(stats: StatMap, name: string): number {
  return Number(readCounter(stats, name) ?? Number.NaN);
}

function sizesOf(slab: StatMap, item: StatMap, memory: SlabMemoryClass | undefined) {
  const chunkBytes = numberOf(slab, "chunk_size");
  const chunks = numberOf(slab, "total_chunks");
  const used = numberOf(slab, "used_chunks");
  return {
    chunkBytes,
    pages: numberOf(slab, "total_pages"),
    bytes: chunks * chunkBytes,
    items: numberOf(item, "number"),
    usedRatio: chunks > 0 ? used / chunks : Number.NaN,
    wasteRatio: ratioOf(memory?.wasteBytes, memory?.requestedBytes) ?? Number.NaN,
  };
}
