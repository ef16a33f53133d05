/**
 * What changed between two answers of a server: counters as what they gained, gauges as from and to. For `stats --delta`, between the
 * rounds of one run, and `stats --diff`, between two files.
 */
import { hasRestarted } from "../stats/rates.ts";
import { numberOf, type StatMap } from "../stats/stat-map.ts";
import type { FieldKind } from "../stats/summary.ts";
import type { StatsSubcommand } from "./reading.ts";
import { behaviourOf, kindOf } from "./stat-kinds.ts";

/** One statistic that is not what it was. */
export interface StatChange {
  readonly subcommand: StatsSubcommand;
  readonly name: string;
  readonly kind: FieldKind;
  /** undefined where it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The difference, where both are numbers; not known for a counter that went back. */
  readonly change: bigint | number | undefined;
  /** The same per second; for counters only, and where the time is known. */
  readonly perSecond: number | undefined;
}

/** All changes of one server. */
export interface ServerChanges {
  readonly changes: readonly StatChange[];
  /** The server was started anew in between: counters began at 0, so `before` is of another life. */
  readonly restarted: boolean;
  /** Counters went back although the server did not restart: somebody sent `stats reset`. */
  readonly reset: boolean;
}

const NONE: StatMap = new Map();

/** The statistics of one server at one moment. */
export type StatViews = ReadonlyMap<StatsSubcommand, StatMap>;

/**
 * The changes, in the server's order. Statistics that only one of the two has are listed where both know the subcommand: slab classes
 * that came or went.
 * @param seconds between the two; undefined when it cannot be told
 */
export function changesBetween(before: StatViews, after: StatViews, seconds: number | undefined): ServerChanges {
  const restarted = hasRestarted(before.get("") ?? NONE, after.get("") ?? NONE);
  const changes: StatChange[] = [];
  let reset = false;
  for (const [subcommand, later] of after) {
    const earlier = before.get(subcommand);
    if (earlier === undefined) {
      continue;
    }
    for (const name of new Set([...later.keys(), ...earlier.keys()])) {
      const change = changeOf(subcommand, name, [earlier.get(name), later.get(name)], restarted ? undefined : seconds);
      if (change !== undefined) {
        changes.push(change);
        reset ||= !restarted && wentBack(change);
      }
    }
  }
  return { changes, restarted, reset };
}

function changeOf(
  subcommand: StatsSubcommand,
  name: string,
  [before, after]: readonly [string | undefined, string | undefined],
  seconds: number | undefined,
): StatChange | undefined {
  const behaviour = behaviourOf(subcommand, name);
  const difference = differenceOf(before, after);
  // 0.50 and 0.5 are the same: a saved document has numbers, not the server's text.
  if (before === after || difference === 0n || difference === 0 || behaviour === "clock") {
    return undefined;
  }
  const isCounter = behaviour === "counter";
  const change = isCounter && difference !== undefined && difference < 0 ? undefined : difference;
  const perSecond = isCounter && change !== undefined && seconds !== undefined && seconds > 0;
  return {
    subcommand,
    name,
    kind: kindOf(name),
    before,
    after,
    change,
    perSecond: perSecond ? Number(change) / seconds : undefined,
  };
}

function wentBack({ subcommand, name, before, after }: StatChange): boolean {
  const difference = differenceOf(before, after);
  return behaviourOf(subcommand, name) === "counter" && difference !== undefined && difference < 0;
}

function differenceOf(before: string | undefined, after: string | undefined): bigint | number | undefined {
  const [from, to] = [numberOf(before), numberOf(after)];
  if (typeof from === "bigint" && typeof to === "bigint") {
    return to - from;
  }
  return from === undefined || to === undefined ? undefined : Number((Number(to) - Number(from)).toFixed(6));
}
