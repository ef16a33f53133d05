/** A moment of a run as one line: the status line on a terminal, the progress lines elsewhere. */
import { formatCount, formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";
import type { Progress } from "../progress.ts";

const PHASE_NAMES = { populate: "populate", warmup: "warm-up", measure: "measure" } as const;

/** Rate, hit rate and p99 of the last whole second; before the first is over, since the start. */
function recent(progress: Progress): { rate: string; hitRate: number | null; p99Ms: number | undefined } {
  const { elapsedMs, requests } = progress;
  const latest = progress.points.at(-1);
  if (latest === undefined) {
    const [p99Ns] = progress.latencies.percentilesNs([99]);
    return {
      rate: elapsedMs > 0 ? formatRate((requests * 1000) / elapsedMs) : "-",
      hitRate: progress.hitRate,
      p99Ms: p99Ns === undefined ? undefined : p99Ns / 1e6,
    };
  }
  const p99Us = progress.isPaced ? latest.responseP99Us : latest.serviceP99Us;
  return {
    rate: formatRate(latest.opsPerSecond),
    hitRate: latest.hitRate,
    p99Ms: p99Us === null ? undefined : p99Us / 1000,
  };
}

/** `measure 3.2 s 32 %: 141k/s of 150k/s, hit rate 99.8 %, p99 812 us, 3 errors`: of the last second; errors since the start. */
export function progressText(progress: Progress): string {
  const { elapsedMs, errors, done } = progress;
  const { rate, hitRate, p99Ms } = recent(progress);
  const offered = progress.points.at(-1)?.offeredPerSecond;
  const percent = done === undefined ? "" : ` ${Math.floor(done * 100)} %`;
  const facts = [
    offered === undefined || offered === null ? rate : `${rate} of ${formatRate(offered)}`,
    ...(hitRate === null ? [] : [`hit rate ${formatRatio(hitRate)}`]),
    ...(p99Ms === undefined ? [] : [`p99 ${formatDurationMs(p99Ms)}`]),
    ...(errors === 0 ? [] : [`${formatCount(errors)} errors`]),
  ];
  return `${PHASE_NAMES[progress.phase]} ${formatDurationMs(elapsedMs)}${percent}: ${facts.join(", ")}`;
}
