/** The charts over time of a load: throughput, response or service times, hit rate. */
import { formatDurationMs, formatRate, formatRatio } from "../../base/format-units.ts";
import type { Progress } from "../../bench/progress.ts";
import type { SeriesPoint } from "../../bench/result/document.ts";
import { type ChartSeries, type ChartSize, titledChart } from "../screen/chart.ts";
import { latencyScale, rateScale, ratioScale, type Scale } from "../screen/chart-scale.ts";
import type { PieceStyle, Row } from "../screen/piece-theme.ts";
import type { Combine, Sample } from "../screen/resample.ts";
import { fitTitle, rowOf, spaced } from "../screen/row-fit.ts";

/** Times of a point or of a whole phase, in microseconds. */
interface Times {
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  readonly maxUs: number | null;
}

/** A value of a point. */
type Pick = (point: SeriesPoint) => number | null;

function samplesOf(points: readonly SeriesPoint[], pick: Pick, scale: Scale): Sample[] {
  return points.map((point) => {
    const value = pick(point);
    return { startMs: point.startMs, endMs: point.endMs, height: value === null ? undefined : scale.heightOf(value) };
  });
}

/** What the points have, without those in which it is unknown. */
function valuesOf(points: readonly SeriesPoint[], pick: Pick): number[] {
  return points.map(pick).filter((value) => value !== null);
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** Requests answered each second; in an open loop also those that came due. @param size its rows include the title */
export function throughputChart({ points, requests, elapsedMs }: Progress, size: ChartSize): Row[] {
  const achieved: Pick = (point) => point.opsPerSecond;
  const offered: Pick = (point) => point.offeredPerSecond;
  const scale = rateScale(largest([...valuesOf(points, achieved), ...valuesOf(points, offered)]));
  const series = (pick: Pick, shape: "area" | "dotted", style: PieceStyle): ChartSeries => ({
    samples: samplesOf(points, pick, scale),
    combine: "mean",
    shape,
    style,
  });
  const last = points.at(-1);
  const rate = last?.opsPerSecond ?? (elapsedMs > 0 ? (requests * 1000) / elapsedMs : 0);
  const due = last?.offeredPerSecond ?? null;
  const achievedRow = rowOf(formatRate(rate), "throughput");
  const fact = due === null ? achievedRow : spaced([achievedRow, rowOf(`of ${formatRate(due)} offered`, "offered")], 1);
  const isPaced = valuesOf(points, offered).length > 0;
  return titledChart(
    fitTitle(["Throughput"], [fact], size.columns),
    scale.ticks,
    [series(achieved, "area", "throughput"), ...(isPaced ? [series(offered, "dotted", "offered")] : [])],
    size,
  );
}

function timesOf(point: SeriesPoint, isPaced: boolean): Times {
  return isPaced
    ? { p50Us: point.responseP50Us, p99Us: point.responseP99Us, maxUs: point.responseMaxUs }
    : { p50Us: point.serviceP50Us, p99Us: point.serviceP99Us, maxUs: point.serviceMaxUs };
}

function latestTimes({ points, latencies, isPaced }: Progress): Times {
  const last = points.at(-1);
  if (last !== undefined) {
    return timesOf(last, isPaced);
  }
  const [p50Ns, p99Ns] = latencies.percentilesNs([50, 99]);
  const us = (ns: number | undefined): number | null => (ns === undefined ? null : ns / 1000);
  return { p50Us: us(p50Ns), p99Us: us(p99Ns), maxUs: us(latencies.maxNs) };
}

/** Median, 99th percentile and maximum of each second, on a logarithmic scale. @param size its rows include the title */
export function latencyChart(progress: Progress, size: ChartSize): Row[] {
  const { points, isPaced } = progress;
  const pick =
    (name: keyof Times): Pick =>
    (point) =>
      timesOf(point, isPaced)[name];
  const low = smallest(valuesOf(points, pick("p50Us")));
  const scale = latencyScale(Number.isFinite(low) ? low : 100, largest(valuesOf(points, pick("maxUs"))));
  const line = (name: keyof Times, style: PieceStyle, combine: Combine): ChartSeries => ({
    samples: samplesOf(points, pick(name), scale),
    combine,
    shape: "line",
    style,
  });
  const latest = latestTimes(progress);
  const facts = [
    { name: "p50", us: latest.p50Us, style: "p50" },
    { name: "p99", us: latest.p99Us, style: "p99" },
    { name: "max", us: latest.maxUs, style: "max" },
  ] as const;
  const titles = isPaced ? ["Response time", "Response"] : ["Service time (closed loop)", "Service time", "Service"];
  return titledChart(
    fitTitle(
      titles,
      facts.map(({ name, us, style }) => rowOf(`${name} ${us === null ? "-" : formatDurationMs(us / 1000)}`, style)),
      size.columns,
    ),
    scale.ticks,
    [line("maxUs", "max", "max"), line("p99Us", "p99", "max"), line("p50Us", "p50", "mean")],
    size,
  );
}

/** The client's hit rate each second and the server's own. @param size its rows include the title */
export function hitRateChart({ points, hitRate }: Progress, size: ChartSize): Row[] {
  const ours: Pick = (point) => point.hitRate;
  const servers: Pick = (point) => point.serverHitRate;
  const scale = ratioScale(smallest([1, ...valuesOf(points, ours), ...valuesOf(points, servers)]));
  const line = (pick: Pick, style: PieceStyle): ChartSeries => ({
    samples: samplesOf(points, pick, scale),
    combine: "mean",
    shape: "line",
    style,
  });
  const last = points.at(-1);
  const client = last === undefined ? hitRate : last.hitRate;
  const server = last?.serverHitRate ?? null;
  const facts = [
    rowOf(client === null ? "-" : formatRatio(client), "hitRate"),
    ...(server === null ? [] : [rowOf(`server ${formatRatio(server)}`, "serverHitRate")]),
  ];
  return titledChart(
    fitTitle(["Hit rate"], facts, size.columns),
    scale.ticks,
    [line(servers, "serverHitRate"), line(ours, "hitRate")],
    size,
  );
}
