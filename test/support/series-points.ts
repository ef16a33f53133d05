/** Points of a series for tests of what is read from it. */
import type { SeriesPoint } from "../../src/bench/result/document.ts";

/** Keys asked for in a second. */
export interface Counted {
  readonly hits: number;
  readonly misses: number;
  readonly stale?: number;
}

/** The point of second `index` of a closed loop in which nothing happened but this. */
export function pointOf(index: number, { hits, misses, stale = 0 }: Counted): SeriesPoint {
  const requests = hits + misses + stale;
  return {
    index,
    startMs: index * 1000,
    endMs: (index + 1) * 1000,
    requests,
    errors: 0,
    opsPerSecond: requests,
    offeredPerSecond: null,
    hits,
    misses,
    stale,
    hitRate: requests === 0 ? null : hits / requests,
    responseP50Us: null,
    responseP99Us: null,
    responseMaxUs: null,
    serviceP50Us: null,
    serviceP99Us: null,
    serviceMaxUs: null,
    sendLagP99Us: null,
    inFlight: 0,
    serverHitRate: null,
    serverEvictions: null,
    serverCpuPercent: null,
  };
}
