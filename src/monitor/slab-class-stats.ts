/** Everything a server tells of one slab class: its lines of `stats slabs` and `stats items`, counters with their rates. */
import { windowBetween } from "../stats/rates.ts";
import { readCounter, type StatMap } from "../stats/stat-map.ts";
import type { ServerAnswer } from "./reading.ts";
import { behaviourOf } from "./stat-kinds.ts";

/** One statistic of a class. */
export interface SlabClassStat {
  /** Without the number of the class. */
  readonly name: string;
  /** NaN when it is no number. */
  readonly value: number;
  /** NaN for what does not count, and where there is nothing to compare with. */
  readonly perSecond: number;
}

const NO_STATS: StatMap = new Map();

/** The two views and how the names of a class begin in them. */
const VIEWS = [
  { view: "slabs", prefixOf: (id: number) => `${id}:` },
  { view: "items", prefixOf: (id: number) => `items:${id}:` },
] as const;

/** Seconds between two answers; 0 without the earlier one, and when the server restarted. */
function secondsBetween(earlier: ServerAnswer | undefined, later: ServerAnswer): number {
  if (earlier === undefined) {
    return 0;
  }
  const sampleOf = ({ views, atMs }: ServerAnswer) => ({ stats: views.get("") ?? NO_STATS, atMs });
  return windowBetween(sampleOf(earlier), sampleOf(later)).seconds;
}

/** The statistics of class `id` in the server's order, each name once; none when there is no such class. */
export function slabClassStats(later: ServerAnswer, earlier: ServerAnswer | undefined, id: number): SlabClassStat[] {
  const seconds = secondsBetween(earlier, later);
  const found = new Map<string, SlabClassStat>();
  for (const { view, prefixOf } of VIEWS) {
    const now = later.views.get(view) ?? NO_STATS;
    const before = earlier?.views.get(view) ?? NO_STATS;
    for (const whole of now.keys()) {
      const name = whole.startsWith(prefixOf(id)) ? whole.slice(prefixOf(id).length) : "";
      if (name !== "" && !found.has(name)) {
        const value = Number(readCounter(now, whole) ?? Number.NaN);
        const gained = value - Number(readCounter(before, whole) ?? Number.NaN);
        const isRate = behaviourOf(view, whole) === "counter" && gained >= 0 && seconds > 0;
        found.set(name, { name, value, perSecond: isRate ? gained / seconds : Number.NaN });
      }
    }
  }
  return [...found.values()];
}
