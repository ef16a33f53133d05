/** What a reader has to know before trusting the numbers of a run: a pure function of the result. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { Recorder } from "../load/recorder.ts";
import type { RunFacts } from "./derive.ts";
import type { BenchResult, ServerSummary } from "./document.ts";
import type { ServerWindow } from "./server-counters.ts";
import { countKeys, countOutcomes } from "./summarize.ts";

/** A load thread that waits less than this share of its time is called saturated. */
const SATURATED_BUSY_RATIO = 0.95;

/** A shorter run is all start and end: how busy its threads were says nothing. */
const SATURATION_SECONDS_MIN = 0.5;

/** An open loop that achieves less than this part of what it offers is said to have overrun the server. */
const ACHIEVED_RATIO_MIN = 0.99;

/** Part of the time for which a load thread may have waited for a CPU without a word. */
const WAITED_FOR_CPU_RATIO = 0.05;

/** What the notes are derived from. */
export type Noted = Omit<BenchResult, "notes">;

function saturationNote({ client, settings, seconds }: Noted): string | undefined {
  const busiest = Math.max(0, ...client.threads.map(({ busyRatio }) => busyRatio ?? 0));
  if (busiest < SATURATED_BUSY_RATIO || seconds < SATURATION_SECONDS_MIN) {
    return undefined;
  }
  const remedy =
    settings.threads < settings.connections
      ? `more load threads than --threads ${settings.threads} may reach more, if there are cores left for them`
      : "more --connections and --threads may reach more, if there are cores left for them";
  return `the load threads were busy ${formatRatio(busiest)} of the time: the client, not the server, may be the limit; ${remedy}`;
}

function overrunNote({ rate, total }: Noted): string | undefined {
  const { offeredPerSecond: offered, achievedPerSecond: achieved } = rate ?? {};
  if (offered === undefined || offered === null || achieved === undefined || achieved === null) {
    return undefined;
  }
  return achieved >= offered * ACHIEVED_RATIO_MIN
    ? undefined
    : `${formatCount(Math.round(offered))} requests/s were due and ${formatCount(Math.round(achieved))}/s were answered: the longer such a run, the longer its response times; ${formatCount(total.unanswered)} requests were still open at the end and count at the age they had`;
}

function cpuWaitNote({ client }: Noted): string | undefined {
  const worst = Math.max(0, ...client.threads.map(({ waitedForCpuRatio }) => waitedForCpuRatio ?? 0));
  return worst < WAITED_FOR_CPU_RATIO
    ? undefined
    : `a load thread waited for a CPU ${formatRatio(worst)} of the time: other programs share this machine, and latencies contain it`;
}

function stallNote({ client, valid }: Noted): string | undefined {
  return client.stalls === 0 || !valid
    ? undefined
    : `a load thread stood still ${formatCount(client.stalls)} times, for ${formatDurationMs(client.stallMsMax)} at most; ${formatCount(client.untimedReplies)} replies read after that are left out of the service times`;
}

/**
 * What a server may have counted as get_hits and get_misses: memcached leaves gat out (it is a touch), others count it; of
 * a touch or gat by a meta command (mg with a ttl) it counts the misses.
 */
function countings(recorder: Recorder, { total }: ServerSummary, protocol: string): { hits: number; misses: number }[] {
  const gat = countKeys([recorder], ["gat"]);
  const hits = total.hits + total.stale;
  const hitsWithoutGat = hits - gat.hits - gat.stale;
  if (protocol === "meta") {
    const misses = total.misses + countOutcomes([recorder], ["touch"]).miss;
    return [
      { hits: hitsWithoutGat, misses },
      { hits, misses },
    ];
  }
  return [
    { hits: hitsWithoutGat, misses: total.misses - gat.misses },
    { hits, misses: total.misses },
  ];
}

function trafficNote(
  result: Noted,
  server: ServerSummary,
  recorder: Recorder | undefined,
  window: ServerWindow | undefined,
): string | undefined {
  const { address } = server;
  if (window === undefined) {
    return `${address} gave no statistics, so its own counters and CPU time are not known`;
  }
  if (window.wasReset) {
    return `the counters of ${address} were reset or the server was restarted during the run; they are left out`;
  }
  if (result.cacheAside?.lease === true) {
    // The item that a lease leaves behind is a hit to the server, and those who wait ask again.
    return undefined;
  }
  const { get_hits: hits, get_misses: misses } = window.counters;
  const seen = recorder === undefined ? [] : countings(recorder, server, result.settings.protocol);
  const agrees = seen.some((counting) => counting.hits === hits && counting.misses === misses);
  const [first] = seen;
  return agrees || hits === undefined || misses === undefined || first === undefined
    ? undefined
    : `${address} counted ${formatCount(hits)} hits and ${formatCount(misses)} misses where memtool saw ${formatCount(first.hits)} and ${formatCount(first.misses)}: it has other traffic, or counts differently`;
}

function trafficNotes(result: Noted, facts: RunFacts): (string | undefined)[] {
  return result.complete
    ? result.servers.map((server, index) =>
        trafficNote(result, server, facts.totals.servers[index], facts.serverWindows[index]),
      )
    : [];
}

function missNote(result: Noted): string | undefined {
  const { total, settings, populate, servers } = result;
  if (total.hitRate === null || total.hitRate > 0.5) {
    return undefined;
  }
  const evictions = servers.reduce((sum, { counters }) => sum + (counters?.["evictions"] ?? 0), 0);
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

function warmupNote({ warmup }: Noted): string | undefined {
  return warmup === null || warmup.isFlat !== false
    ? undefined
    : `the hit rate was still changing after ${formatDurationMs(warmup.seconds * 1000)} of warming up: what was measured is a cache on its way`;
}

function errorNotes({ operations, total }: Noted): string[] {
  return operations
    .filter(({ requests, errors }) => errors === requests && errors < total.requests)
    .map(({ operation, errors }) => `every ${operation} was answered with an error (${formatCount(errors)} times)`);
}

/** The notes, the gravest first. */
export function notesOf(result: Noted, facts: RunFacts): string[] {
  return [
    ...errorNotes(result),
    populateNote(result),
    warmupNote(result),
    overrunNote(result),
    missNote(result),
    ...trafficNotes(result, facts),
    stallNote(result),
    cpuWaitNote(result),
    saturationNote(result),
  ].filter((note) => note !== undefined);
}
