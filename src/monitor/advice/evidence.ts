/** What the rules of advice look at: a server's numbers, and what happened lately where two readings tell it. */
import { formatDurationMs } from "../../base/format-units.ts";
import { groupNumbered } from "../../stats/numbered-stats.ts";
import { type CounterWindow, windowBetween, windowSinceStart } from "../../stats/rates.ts";
import { type SlabMemory, slabMemoryOf } from "../../stats/slab-memory.ts";
import { readCounter, type Scalar, type StatMap } from "../../stats/stat-map.ts";
import type { ServerAnswer, StatsSubcommand } from "../reading.ts";

/** How much it matters: `bad` loses requests or data right now, `warn` costs hits or is about to, `info` could be better. */
export type Severity = "bad" | "warn" | "info";

/** One piece of advice about one server. */
export interface Advice {
  /** The rule's name, stable. */
  readonly rule: string;
  readonly severity: Severity;
  /** What was found, with its numbers, and what can be done. */
  readonly text: string;
  /** The numbers that led to it, by the names the server gives them. */
  readonly facts: Readonly<Record<string, Scalar>>;
}

/** A rule: advice, or nothing where there is no evidence. */
export type AdviceRule = (evidence: Evidence) => Advice | undefined;

/** A slab class as `stats items` tells it, with what its counters gained. */
export interface ItemClass {
  readonly id: number;
  readonly values: StatMap;
  /** What a counter of the class gained; since the start where there is no window. */
  gained(name: string): bigint;
}

/** See the head of the file. */
export interface Evidence {
  readonly general: StatMap;
  readonly settings: StatMap;
  readonly items: readonly ItemClass[];
  readonly memory: SlabMemory | undefined;
  /** `over the last 10 s`, or `since the start 3d 4h ago`. */
  readonly period: string;
  readonly window: CounterWindow;
  /** A number of `stats` now. */
  counter(name: string): bigint | undefined;
  /** What a counter of `stats` gained in the period; 0 where it is not known, so that no rule fires on it. */
  gained(name: string): bigint;
}

const NONE: StatMap = new Map();

/** @param earlier the reading before; without it, or after a restart, the evidence is the server's whole life */
export function evidenceOf(now: ServerAnswer, earlier?: ServerAnswer): Evidence {
  const view = (answer: ServerAnswer | undefined, name: StatsSubcommand): StatMap => answer?.views.get(name) ?? NONE;
  const general = view(now, "");
  const sample = { stats: general, atMs: now.atMs };
  const between =
    earlier === undefined ? undefined : windowBetween({ stats: view(earlier, ""), atMs: earlier.atMs }, sample);
  const before = between !== undefined && between.seconds > 0 ? earlier : undefined;
  const window = before === undefined || between === undefined ? windowSinceStart(sample) : between;
  const slabs = now.views.get("slabs");
  const length = formatDurationMs(window.seconds * 1000);
  return {
    general,
    settings: view(now, "settings"),
    items: itemClasses(view(now, "items"), before === undefined ? undefined : view(before, "items")),
    memory: slabs === undefined ? undefined : slabMemoryOf(slabs, now.views.get("items")),
    period: before === undefined ? `since the start ${length} ago` : `over the last ${length}`,
    window,
    counter: (name) => readCounter(general, name),
    gained: (name) => window.gained(name) ?? 0n,
  };
}

function itemClasses(items: StatMap, before: StatMap | undefined): ItemClass[] {
  return groupNumbered(items).groups.map(({ id, values }) => ({
    id,
    values,
    gained: (name) => {
      const now = readCounter(values, name) ?? 0n;
      // A class that was not there before has gained all it has.
      const earlier = before === undefined ? 0n : (readCounter(before, `items:${id}:${name}`) ?? 0n);
      return now > earlier ? now - earlier : 0n;
    },
  }));
}

/** `part` of `whole` as a ratio; 0 without a whole. */
export function share(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number(part) / Number(whole);
}
