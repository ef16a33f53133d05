/** Which of a server's numbers move: every statistic that is a number and has changed since an earlier answer. */
import { windowBetween } from "../stats/rates.ts";
import { readCounter, type StatMap } from "../stats/stat-map.ts";
import type { ServerAnswer } from "./reading.ts";
import { behaviourOf } from "./stat-kinds.ts";

/** A number that moves. */
export interface Counter {
  readonly name: string;
  readonly value: bigint;
  /** Per second; below 0 only for numbers that are no counters. */
  readonly perSecond: number;
}

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
    const behaviour = behaviourOf("", name);
    if (value === undefined || old === undefined || value === old || behaviour === "clock") {
      return [];
    }
    // A counter that fell was reset, and has no rate.
    return value < old && behaviour === "counter"
      ? []
      : [{ name, value, perSecond: Number(value - old) / window.seconds }];
  });
  return moving.sort((left, right) => Math.abs(right.perSecond) - Math.abs(left.perSecond));
}
