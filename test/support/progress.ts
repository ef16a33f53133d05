/** Moments of a run that never happened, for tests of what shows them. */
import type { Progress } from "../../src/bench/progress.ts";
import type { SeriesPoint } from "../../src/bench/result/document.ts";
import { histogramOf } from "./histograms.ts";

/** The second number `index` of a closed loop against an idle server, unless `changes` says otherwise. */
export function testPoint(index: number, changes: Partial<SeriesPoint> = {}): SeriesPoint {
  return {
    index,
    startMs: index * 1000,
    endMs: (index + 1) * 1000,
    requests: 1000,
    errors: 0,
    opsPerSecond: 1000,
    offeredPerSecond: null,
    hits: 900,
    misses: 100,
    stale: 0,
    hitRate: 0.9,
    responseP50Us: null,
    responseP99Us: null,
    responseMaxUs: null,
    serviceP50Us: 100,
    serviceP99Us: 1000,
    serviceMaxUs: 10_000,
    sendLagP99Us: null,
    inFlight: 50,
    serverHitRate: 0.95,
    serverEvictions: 7,
    serverCpuPercent: 87.4,
    ...changes,
  };
}

/** The same second of an open loop. */
export function pacedPoint(index: number, changes: Partial<SeriesPoint> = {}): SeriesPoint {
  return testPoint(index, {
    offeredPerSecond: 1500,
    responseP50Us: 200,
    responseP99Us: 2000,
    responseMaxUs: 20_000,
    ...changes,
  });
}

/** Four and a half of ten measured seconds. */
export function testProgress(changes: Partial<Progress> = {}): Progress {
  return {
    phase: "measure",
    elapsedMs: 4500,
    done: 0.45,
    requests: 4500,
    errors: 0,
    hitRate: 0.9,
    isPaced: false,
    latencies: histogramOf([
      [100_000, 4000],
      [1_000_000, 450],
      [10_000_000, 50],
    ]),
    points: [0, 1, 2, 3].map((index) => testPoint(index)),
    invalidReasons: [],
    ...changes,
  };
}
