/** What a reader has to know before trusting the numbers of a run against an HTTP application: a pure function of the result. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { ServerWindow } from "../result/server-counters.ts";
import type { HttpBenchResult } from "./http-document.ts";

/** A load thread that waits less than this share of its time is called saturated. */
const SATURATED_BUSY_RATIO = 0.95;

/** A shorter run is all start and end: how busy its threads were says nothing. */
const SATURATION_SECONDS_MIN = 0.5;

/** An open loop that achieves less than this part of what it offers is said to have overrun the application. */
const ACHIEVED_RATIO_MIN = 0.99;

/** Part of the time for which a load thread may have waited for a CPU without a word. */
const WAITED_FOR_CPU_RATIO = 0.05;

type Noted = Omit<HttpBenchResult, "notes">;

function errorNotes({ requests, total }: Noted): string[] {
  return requests
    .filter(({ requests: all, errors }) => errors === all && errors < total.requests)
    .map(({ label, errors }) => `every ${label} failed (${formatCount(errors)} times)`);
}

function overrunNote({ rate, total }: Noted): string | undefined {
  const offered = rate?.offeredPerSecond ?? 0;
  const achieved = rate?.achievedPerSecond ?? 0;
  return achieved >= offered * ACHIEVED_RATIO_MIN
    ? undefined
    : `${formatCount(Math.round(offered))} requests/s were due and ${formatCount(Math.round(achieved))}/s ended: the longer such a run, the longer its response times; ${formatCount(total.unanswered)} requests were still open at the end and count at the age they had`;
}

function redirectNote({ statusCodes }: Noted): string | undefined {
  const redirects = Object.entries(statusCodes).filter(([status]) => /^30[12378]$/.test(status));
  const count = redirects.reduce((sum, [, each]) => sum + each, 0);
  return count === 0
    ? undefined
    : `${formatCount(count)} answers were redirects, which are not followed and count as errors: load the address they lead to`;
}

function warmupNote({ warmup }: Noted): string | undefined {
  return warmup === null || warmup.isFlat !== false
    ? undefined
    : `the caches' hit rate was still changing after ${formatDurationMs(warmup.seconds * 1000)} of warming up: what was measured is a cache on its way`;
}

function cacheNotes({ caches, complete }: Noted, windows: readonly (ServerWindow | undefined)[]): string[] {
  if (!complete) {
    return [];
  }
  return caches.flatMap(({ address, hits, misses }, index) => {
    const window = windows[index];
    if (window === undefined) {
      return [`the cache ${address} gave no statistics, so nothing is known of it`];
    }
    if (window.wasReset) {
      return [`the counters of the cache ${address} were reset or it was restarted during the run; they are left out`];
    }
    return hits === 0 && misses === 0
      ? [`the cache ${address} was asked for no key: does the application use it for these requests?`]
      : [];
  });
}

function stallNote({ client, valid }: Noted): string | undefined {
  return client.stalls === 0 || !valid
    ? undefined
    : `a load thread stood still ${formatCount(client.stalls)} times, for ${formatDurationMs(client.stallMsMax)} at most; ${formatCount(client.untimedReplies)} answers read after that are left out of the service times`;
}

function cpuWaitNote({ client }: Noted): string | undefined {
  const worst = Math.max(0, ...client.threads.map(({ waitedForCpuRatio }) => waitedForCpuRatio ?? 0));
  return worst < WAITED_FOR_CPU_RATIO
    ? undefined
    : `a load thread waited for a CPU ${formatRatio(worst)} of the time: other programs share this machine, and latencies contain it`;
}

function saturationNote({ client, seconds }: Noted): string | undefined {
  const busiest = Math.max(0, ...client.threads.map(({ busyRatio }) => busyRatio ?? 0));
  return busiest < SATURATED_BUSY_RATIO || seconds < SATURATION_SECONDS_MIN
    ? undefined
    : `the load threads were busy ${formatRatio(busiest)} of the time: the client, not the application, may be the limit; more --threads may reach more, if there are cores left for them`;
}

/** The notes, the gravest first. @param windows of the caches */
export function httpNotesOf(result: Noted, windows: readonly (ServerWindow | undefined)[]): string[] {
  return [
    ...errorNotes(result),
    redirectNote(result),
    warmupNote(result),
    overrunNote(result),
    ...cacheNotes(result, windows),
    stallNote(result),
    cpuWaitNote(result),
    saturationNote(result),
  ].filter((note) => note !== undefined);
}
