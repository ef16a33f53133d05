/** The charts over time of a server or of the total, and the grid they stand in. */
import { formatRate, formatShortCount } from "../../base/format-units.ts";
import type { MetricName } from "../../monitor/metrics.ts";
import type { MetricSample, Series } from "../../monitor/series.ts";
import { axisRow, type ChartSeries, EDGE_COLUMNS, titledChart } from "../screen/chart.ts";
import { bytesScale, latencyScale, linearScale, rateScale, ratioScale, type Scale } from "../screen/chart-scale.ts";
import type { PieceStyle, Row } from "../screen/piece-theme.ts";
import type { Combine, Sample } from "../screen/resample.ts";
import { fitTitle, rowOf } from "../screen/row-fit.ts";
import { type Block, sideBySide } from "../screen/side-by-side.ts";
import { bytesText, clockText, countText, latencyText, ratioText } from "./top-format.ts";

/** The stretch of time that charts show. */
export interface ChartWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A metric in a chart. */
interface Line {
  readonly metric: MetricName;
  /** What its latest value is called in the title; nothing when it stands for itself. */
  readonly name: string;
  readonly style: PieceStyle;
  readonly shape: "line" | "area" | "dotted";
  readonly combine: Combine;
}

/** A chart. Lines are named in their order; the first is drawn over the others, and all over areas. */
interface ChartKind {
  /** The longest first. */
  readonly titles: readonly string[];
  readonly lines: readonly Line[];
  readonly text: (value: number) => string;
  readonly scale: (valuesOf: (metric: MetricName) => readonly number[]) => Scale;
}

const line = (
  metric: MetricName,
  name: string,
  style: PieceStyle,
  shape: Line["shape"] = "line",
  combine: Combine = "mean",
): Line => ({ metric, name, style, shape, combine });

function largest(...lists: readonly (readonly number[])[]): number {
  return lists.flat().reduce((most, value) => Math.max(most, value), 0);
}

function smallest(...lists: readonly (readonly number[])[]): number {
  return lists.flat().reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

const perSecond = (value: number): string => (Number.isNaN(value) ? "-" : formatRate(value));
const bytesPerSecond = (value: number): string => (Number.isNaN(value) ? "-" : `${bytesText(value)}/s`);

/** Every chart, the most important first. */
const CHARTS: readonly ChartKind[] = [
  {
    titles: ["Requests", "Req"],
    lines: [line("ops", "", "throughput", "area"), line("sets", "sets", "offered")],
    text: perSecond,
    scale: (of) => rateScale(largest(of("ops"), of("sets"))),
  },
  {
    titles: ["Hit ratio", "Hits"],
    lines: [line("hitRatio", "", "hitRate"), line("hitRatioEver", "ever", "serverHitRate", "dotted")],
    text: ratioText,
    scale: (of) => ratioScale(smallest([1], of("hitRatio"), of("hitRatioEver"))),
  },
  {
    titles: ["Latency of our probe", "Probe latency", "Probe"],
    lines: [
      line("p50Us", "p50", "p50"),
      line("p99Us", "p99", "p99", "line", "max"),
      line("maxUs", "max", "max", "line", "max"),
    ],
    text: latencyText,
    scale: (of) => {
      const low = smallest(of("p50Us"));
      return latencyScale(Number.isFinite(low) ? low : 100, largest(of("maxUs")));
    },
  },
  {
    titles: ["Memory", "Mem"],
    lines: [line("bytes", "used", "throughput", "area"), line("limit", "limit", "max", "dotted")],
    text: bytesText,
    scale: (of) => bytesScale(largest(of("limit"), of("bytes")), bytesText, true),
  },
  {
    titles: ["Evictions", "Evict"],
    lines: [
      line("evictions", "", "max", "area", "max"),
      line("evictedUnfetched", "never fetched", "offered", "line", "max"),
    ],
    text: perSecond,
    scale: (of) => rateScale(largest(of("evictions"))),
  },
  {
    titles: ["Network", "Net"],
    lines: [line("bytesOut", "out", "serverHitRate", "area"), line("bytesIn", "in", "offered")],
    text: bytesPerSecond,
    scale: (of) => bytesScale(largest(of("bytesIn"), of("bytesOut")), (bytes) => `${bytesText(bytes)}/s`),
  },
  {
    titles: ["Items"],
    lines: [line("items", "", "throughput", "area")],
    text: countText,
    scale: (of) => linearScale(largest(of("items")), formatShortCount),
  },
  {
    titles: ["Connections", "Conns"],
    lines: [line("connections", "", "throughput", "area"), line("newConnections", "new/s", "offered")],
    text: countText,
    scale: (of) => linearScale(largest(of("connections"), of("newConnections")), formatShortCount),
  },
  {
    titles: ["CPU"],
    lines: [line("cpu", "", "p99", "area")],
    text: (percent) => (Number.isNaN(percent) ? "-" : `${Math.round(percent)}%`),
    scale: (of) => linearScale(largest(of("cpu")), (percent) => `${Number(percent.toPrecision(3))}%`),
  },
];

/** Rows and columns that a chart needs, its title included; columns between two. */
const CHART_ROWS_MIN = 4;
const CHART_COLUMNS_MIN = 36;
const CHART_GAP = 2;
const GRID_COLUMNS_MAX = 3;

/** Samples by their height, in times since the window began. */
function heights(samples: readonly MetricSample[], { fromMs }: ChartWindow, scale: Scale): Sample[] {
  return samples.map(({ startMs, endMs, value }) => ({
    startMs: startMs - fromMs,
    endMs: endMs - fromMs,
    height: Number.isNaN(value) ? undefined : scale.heightOf(value),
  }));
}

function chart(kind: ChartKind, series: Series, window: ChartWindow, columns: number, rows: number): Row[] {
  const samples = new Map(kind.lines.map(({ metric }) => [metric, series.samples(metric, window.fromMs, window.toMs)]));
  const valuesOf = (metric: MetricName): number[] =>
    (samples.get(metric) ?? []).map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const scale = kind.scale(valuesOf);
  const areas = kind.lines.filter(({ shape }) => shape === "area");
  const others = kind.lines.filter(({ shape }) => shape !== "area").toReversed();
  const drawn = [...areas, ...others].map(
    ({ metric, shape, style, combine }): ChartSeries => ({
      samples: heights(samples.get(metric) ?? [], window, scale),
      combine,
      shape,
      style,
    }),
  );
  const facts = kind.lines.map(({ metric, name, style }) => {
    const value = samples.get(metric)?.at(-1)?.value ?? Number.NaN;
    return rowOf(`${name} ${kind.text(value)}`.trim(), style);
  });
  const spanMs = window.toMs - window.fromMs;
  return titledChart(fitTitle(kind.titles, facts, columns), scale.ticks, drawn, { columns, rows, spanMs });
}

/** The row below charts: when they begin and end, by the clock. */
function clockAxis({ fromMs, toMs }: ChartWindow, columns: number): Row {
  return axisRow([fromMs, (fromMs + toMs) / 2, toMs].map(clockText), columns);
}

/** How many charts stand beside and below each other. */
export function gridOf(columns: number, rows: number): { across: number; down: number } {
  const wanted = Math.floor((columns + CHART_GAP) / (CHART_COLUMNS_MIN + CHART_GAP));
  const across = Math.max(1, Math.min(GRID_COLUMNS_MAX, wanted));
  const down = Math.min(Math.floor((rows - 1) / CHART_ROWS_MIN), Math.ceil(CHARTS.length / across));
  return { across, down: Math.max(0, down) };
}

/** As many charts as there is room for, over one axis; none at all where there is too little. */
export function chartGrid(series: Series, window: ChartWindow, columns: number, rows: number): Row[] {
  const { across, down } = gridOf(columns, rows);
  if (down === 0 || columns < EDGE_COLUMNS * 2) {
    return [];
  }
  const widths = Array.from({ length: across }, (_, index) => {
    const share = columns - CHART_GAP * (across - 1);
    return Math.floor(share / across) + (index < share % across ? 1 : 0);
  });
  const bands = Array.from({ length: down }, (_, band) => {
    const height = Math.floor((rows - 1) / down) + (band < (rows - 1) % down ? 1 : 0);
    const blocks = widths.map((width, index): Block => {
      const kind = CHARTS[band * across + index];
      return { columns: width, rows: kind === undefined ? [] : chart(kind, series, window, width, height) };
    });
    return sideBySide(blocks, CHART_GAP);
  });
  const axes = widths.map((width): Block => ({ columns: width, rows: [clockAxis(window, width)] }));
  return [...bands.flat(), ...sideBySide(axes, CHART_GAP)];
}
