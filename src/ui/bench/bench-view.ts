/** The live screen of a load as rows of text: a pure function of what is known and of the terminal's size. */
import type { Progress } from "../../bench/progress.ts";
import type { LatencyBarsOptions } from "../../bench/reporters/latency-bars.ts";
import type { Histogram } from "../../stats/histogram.ts";
import { timeAxis } from "../screen/chart.ts";
import { timeSpanMs } from "../screen/chart-scale.ts";
import { factRow, factTable } from "../screen/facts.ts";
import type { Piece, Row } from "../screen/piece-theme.ts";
import { BLANK_ROW, rowOf, stacked } from "../screen/row-fit.ts";
import type { TerminalSize } from "../use-terminal-size.ts";
import { hitRateChart, latencyChart, throughputChart } from "./bench-charts.ts";
import { countFacts, headRows, percentileFacts, serverFacts, verdictRows } from "./bench-facts.ts";
import { layoutBench, type ScreenLayout, type SideLayout } from "./bench-layout.ts";
import type { BenchState } from "./bench-state.ts";

/** Texts that the screen shares with other reporters; they are lent to it. */
export interface BenchTexts {
  latencyBars(histogram: Histogram, options: LatencyBarsOptions): string[];
  progressText(progress: Progress): string;
}

/** Rows from the top: head, charts with the side beside them, foot. */
export interface BenchView {
  /** Of head and foot. */
  readonly columns: number;
  readonly head: readonly Row[];
  readonly main: readonly Row[];
  readonly side: { readonly columns: number; readonly rows: readonly Row[] } | undefined;
  readonly mainColumns: number;
  readonly foot: readonly Row[];
}

/** Sets a line's bars apart from its numbers. */
function barPieces(line: string): Piece[] {
  return line.split(/([▏▎▍▌▋▊▉█]+)/).map((text, index) => ({ text, style: index % 2 === 1 ? "bar" : "plain" }));
}

function histogramRows({ latencies, isPaced }: Progress, texts: BenchTexts, width: number, rows: number): Row[] {
  const title = rowOf(isPaced ? "Response times so far" : "Service times so far", "title");
  return [title, ...texts.latencyBars(latencies, { width, rowsMax: rows - 1 }).map(barPieces)];
}

function chartRows(progress: Progress, layout: ScreenLayout): Row[] {
  const { chartColumns: columns, charts, isAiry } = layout;
  const spanMs = timeSpanMs(progress.points.at(-1)?.endMs ?? 0);
  const size = (rows: number) => ({ columns, rows, spanMs });
  const parts = [
    charts.throughput === 0 ? [] : throughputChart(progress, size(charts.throughput)),
    charts.latency === 0 ? [] : latencyChart(progress, size(charts.latency)),
    charts.hitRate === 0 ? [] : hitRateChart(progress, size(charts.hitRate)),
  ];
  return [...stacked(parts, isAiry), timeAxis({ columns, spanMs })];
}

function sideRows(progress: Progress, texts: BenchTexts, side: SideLayout, isAiry: boolean): Row[] {
  const { columns, barRows, hasTables, hasPercentiles } = side;
  const bars = histogramRows(progress, texts, columns, barRows);
  if (!hasTables) {
    const [, ...counts] = countFacts(progress);
    return [...bars, factRow("", counts, columns), factRow("Server", serverFacts(progress), columns)];
  }
  const percentiles = hasPercentiles ? factTable("Percentiles so far", percentileFacts(progress), columns) : [];
  const tables = [
    factTable("Requests", countFacts(progress), columns),
    factTable("Server", serverFacts(progress), columns),
  ];
  return stacked([bars, percentiles, ...tables], isAiry);
}

function mainRows(progress: Progress, texts: BenchTexts, layout: ScreenLayout): Row[] {
  const charts = chartRows(progress, layout);
  if (layout.side !== undefined) {
    return charts;
  }
  const { columns, barRows, isAiry } = layout;
  const bars = barRows === 0 ? [] : histogramRows(progress, texts, columns, barRows);
  const facts = [
    ...countFacts(progress),
    ...serverFacts(progress).map((fact) => ({ ...fact, name: `server ${fact.name}` })),
  ];
  const [, errors, inFlight, ...servers] = facts;
  const shown = [errors, inFlight, ...servers].filter((fact) => fact !== undefined);
  return stacked([charts, bars, [factRow("", shown, columns)]], isAiry);
}

/** The rows for a terminal of `size`. */
export function viewBench(state: BenchState, texts: BenchTexts, size: TerminalSize): BenchView {
  const { progress } = state;
  const wanted = verdictRows(progress, size.columns - 2);
  const layout = layoutBench(size, {
    hasHitRate: progress !== undefined && progress.hitRate !== null,
    verdictRows: wanted.length,
  });
  if (layout.kind === "line") {
    const text = progress === undefined ? `${state.title.target}: connecting` : texts.progressText(progress);
    return {
      columns: layout.columns,
      head: [rowOf(text)],
      main: [],
      side: undefined,
      mainColumns: layout.columns,
      foot: [],
    };
  }
  const { columns, chartColumns, side, isAiry } = layout;
  const gap = isAiry ? [BLANK_ROW] : [];
  const verdict = wanted.length > layout.verdictRows ? verdictRows(progress, columns, layout.verdictRows) : wanted;
  return {
    columns,
    head: [...headRows(state, columns), ...gap],
    main: progress === undefined ? [] : mainRows(progress, texts, layout),
    side:
      progress === undefined || side === undefined
        ? undefined
        : { columns: side.columns, rows: sideRows(progress, texts, side, isAiry) },
    mainColumns: chartColumns,
    foot: [...gap, ...verdict],
  };
}
