/** Which of a server's numbers move: every statistic that is a number and has changed since an earlier answer. */
import { windowBetween } from "../stats/rates.ts";
import { readCounter, type StatMap } from "../stats/stat-map.ts";
import type { ServerAnswer } from "./reading.ts";

/** A number that moves. */
export interface Counter {
  readonly name: string;
  readonly value: bigint;
  /** Per second; below 0 only for numbers that are no counters. */
  readonly perSecond: number;
}

/** Numbers that may fall. Any other that fell was reset, and has no rate. */
const GAUGES =
  /^(?:curr_|bytes$|threads$|conn_structs|hash_|slab_reassign_|lru_|tmp_|read_buf_|time_since|limit_|max_)/;

/** What moves by itself. */
const CLOCKS = new Set(["time", "uptime"]);

const NO_STATS: StatMap = new Map();

/** The numbers that have moved, the fastest first. */
export function movingCounters(later: ServerAnswer, earlier: ServerAnswer | undefined): Counter[] {
  const stats = later.views.get("") ?? NO_STATS;
  const before = earlier?.views.get("") ?? NO_STATS;
  const window = windowBetween({ stats: before, atMs: earlier?.atMs ?? later.atMs }, { stats, atMs: later.atMs });
  if (window.seconds <= 0) {
    return [];
  }
  const moving = [...stats.keys()].flatMap((name): Counter[] => {
    const value = readCounter(stats, name);
    const old = readCounter(before, name);
    if (value === undefined || old === undefined || value === old || CLOCKS.has(name)) {
      return [];
    }
    return value < old && !GAUGES.test(name) ? [] : [{ name, value, perSecond: Number(value - old) / window.seconds }];
  });
  return moving.sort((left, right) => Math.abs(right.perSecond) - Math.abs(left.perSecond));
}
