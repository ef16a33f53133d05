/** What a reader has to know before trusting the numbers of a run: a pure function of the result. */
import { formatCount, formatRatio } from "../base/format-units.ts";
import type { BenchResult, RunFacts } from "./result.ts";

/** A load thread that waits less than this share of its time is called saturated. */
const SATURATED_BUSY_RATIO = 0.95;

/** A shorter run is all start and end: how busy its threads were says nothing. */
const SATURATION_SECONDS_MIN = 0.5;

type Noted = Omit<BenchResult, "notes">;

function saturationNote({ cpu, settings, seconds }: Noted): string | undefined {
  if (cpu.busiestThread < SATURATED_BUSY_RATIO || seconds < SATURATION_SECONDS_MIN) {
    return undefined;
  }
  const remedy =
    settings.threads < settings.connections
      ? `more load threads than --threads ${settings.threads} may reach more, if there are cores left for them`
      : "more --connections and --threads may reach more, if there are cores left for them";
  return `the load threads were busy ${formatRatio(cpu.busiestThread)} of the time: the client, not the server, may be the limit; ${remedy}`;
}

/** What the server may have counted as get_hits and get_misses: memcached leaves gat out (it is a touch), others count it. */
function countings({ total, operations }: Noted): { hits: number; misses: number }[] {
  const gat = operations.find(({ operation }) => operation === "gat");
  return [
    { hits: total.hits - (gat?.hits ?? 0), misses: total.misses - (gat?.misses ?? 0) },
    { hits: total.hits, misses: total.misses },
  ];
}

function trafficNote(result: Noted, facts: RunFacts): string | undefined {
  const { serverWindow } = facts;
  if (!result.complete) {
    return undefined;
  }
  if (serverWindow === undefined) {
    return "the server gave no statistics, so its own counters and CPU time are not known";
  }
  if (serverWindow.wasReset) {
    return "the server's counters were reset or the server was restarted during the run; they are left out";
  }
  const { get_hits: hits, get_misses: misses } = serverWindow.counters;
  const agrees = countings(result).some((seen) => seen.hits === hits && seen.misses === misses);
  const [seen] = countings(result);
  return agrees || hits === undefined || misses === undefined || seen === undefined
    ? undefined
    : `the server counted ${formatCount(hits)} hits and ${formatCount(misses)} misses where memtool saw ${formatCount(seen.hits)} and ${formatCount(seen.misses)}: it has other traffic, or counts differently`;
}

function missNote(result: Noted): string | undefined {
  const { total, settings, populate } = result;
  if (total.hitRate === null || total.hitRate > 0.5) {
    return undefined;
  }
  const evictions = result.serverCounters?.["evictions"] ?? 0;
  if (populate === null) {
    return "keys were not set before the run (--no-populate), so most misses may be keys that nobody has set";
  }
  return evictions > 0
    ? `the server evicted ${formatCount(evictions)} items in the measured time: ${formatCount(settings.keys)} keys do not fit into its memory`
    : undefined;
}

function populateNote({ populate }: Noted): string | undefined {
  return populate === null || populate.errors === 0 || populate.errors === populate.requests
    ? undefined
    : `${formatCount(populate.errors)} of ${formatCount(populate.requests)} keys could not be set while populating: ${populate.errorReplies[0]?.text ?? "an error"}`;
}

/** The notes, the gravest first. */
export function notesOf(result: Noted, facts: RunFacts): string[] {
  return [populateNote(result), missNote(result), trafficNote(result, facts), saturationNote(result)].filter(
    (note) => note !== undefined,
  );
}
