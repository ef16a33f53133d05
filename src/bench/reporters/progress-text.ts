/** A moment of a run as one line: the status line on a terminal, the progress lines elsewhere. */
import { formatCount, formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";
import type { Progress } from "../progress.ts";

const PHASE_NAMES = { populate: "populate", warmup: "warm-up", measure: "measure" } as const;

/** `measure 3.2 s 32 %: 141k/s, hit rate 99.8 %, p99 812 us, 3 errors`. */
export function progressText(progress: Progress): string {
  const { elapsedMs, requests, errors, hitRate, p99Ns, done } = progress;
  const rate = elapsedMs > 0 ? formatRate((requests * 1000) / elapsedMs) : "-";
  const percent = done === undefined ? "" : ` ${Math.floor(done * 100)} %`;
  const facts = [
    rate,
    ...(hitRate === null ? [] : [`hit rate ${formatRatio(hitRate)}`]),
    ...(p99Ns === undefined ? [] : [`p99 ${formatDurationMs(p99Ns / 1e6)}`]),
    ...(errors === 0 ? [] : [`${formatCount(errors)} errors`]),
  ];
  return `${PHASE_NAMES[progress.phase]} ${formatDurationMs(elapsedMs)}${percent}: ${facts.join(", ")}`;
}
