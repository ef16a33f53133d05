/**
 * A chart of several series over the same time, with values at its left edge:
 *
 *    200k/s ┤     ⣀⣀⣠⣤⣤⣶⣶⣿⣿
 *           │⣀⣠⣴⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
 *         0 ┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
 *            0 s            5 s           10 s
 */
import { formatDurationMs } from "../../base/format-units.ts";
import { BrailleCanvas, DOTS_ACROSS, type Shape } from "./braille-canvas.ts";
import type { Tick } from "./chart-scale.ts";
import type { PieceStyle, Row } from "./piece-theme.ts";
import { type Combine, resample, type Sample } from "./resample.ts";

/** Columns of the values at the edge and of the edge itself. */
export const EDGE_COLUMNS = 9;

/** One series; later ones are drawn over earlier ones. */
export interface ChartSeries {
  readonly samples: readonly Sample[];
  readonly combine: Combine;
  readonly shape: Shape;
  readonly style: PieceStyle;
}

/** How large a chart is, its edge included, and how much time it shows. */
export interface ChartSize {
  readonly columns: number;
  readonly rows: number;
  readonly spanMs: number;
}

/** Which row each value is written in: none twice, and between the ends only where the neighbours are free. */
function placeTicks(ticks: readonly Tick[], rows: number): Map<number, string> {
  const placed = new Map<number, string>();
  for (const [index, { height, text }] of ticks.entries()) {
    const row = Math.round((1 - height) * (rows - 1));
    const isCrowded = index < 2 ? placed.has(row) : [row - 1, row, row + 1].some((near) => placed.has(near));
    if (!isCrowded) {
      placed.set(row, text);
    }
  }
  return placed;
}

/** The rows of a chart, from the top. */
export function drawChart(ticks: readonly Tick[], series: readonly ChartSeries[], size: ChartSize): Row[] {
  const columns = Math.max(1, size.columns - EDGE_COLUMNS);
  const canvas = new BrailleCanvas(columns, size.rows);
  for (const { samples, combine, shape, style } of series) {
    canvas.draw(resample(samples, size.spanMs, columns * DOTS_ACROSS, combine), shape, style);
  }
  const labels = placeTicks(ticks, size.rows);
  return canvas.rows().map((pieces, row) => {
    const label = labels.get(row);
    const edge = `${(label ?? "").padStart(EDGE_COLUMNS - 2)} ${label === undefined ? "│" : "┤"}`;
    return [{ text: edge, style: "dim" }, ...pieces];
  });
}

/** A part of the screen: its title and, below, the chart; a scale for nothing is not shown. @param size its rows include the title */
export function titledChart(
  title: Row,
  ticks: readonly Tick[],
  series: readonly ChartSeries[],
  size: ChartSize,
): Row[] {
  const isEmpty = series.every(({ samples }) => samples.every(({ height }) => height === undefined));
  return [title, ...drawChart(isEmpty ? [] : ticks, series, { ...size, rows: size.rows - 1 })];
}

/** The row below charts that tells the time: the start, the middle and the end. */
export function timeAxis({ columns, spanMs }: Omit<ChartSize, "rows">): Row {
  return axisRow([0, spanMs / 2, spanMs].map(formatDurationMs), columns);
}

/** A row below charts. @param labels of the start, the middle and the end; the middle one goes where there is no room */
export function axisRow(labels: readonly string[], columns: number): Row {
  const width = Math.max(1, columns - EDGE_COLUMNS);
  const [start = "", half = "", end = ""] = labels;
  const halfAt = Math.floor(width / 2 - half.length / 2);
  const endAt = width - end.length;
  const text =
    halfAt > start.length + 1 && halfAt + half.length < endAt
      ? start.padEnd(halfAt) + half.padEnd(endAt - halfAt) + end
      : start.padEnd(endAt) + end;
  return [{ text: `${" ".repeat(EDGE_COLUMNS)}${text}`, style: "dim" }];
}
