/**
 * Which parts of the live screen of a load are shown, and how large: a pure function of the terminal's size.
 *
 *   head                                     head
 *   time charts     │ latency bars           time charts
 *                   │ counts                 latency bars
 *                   │ server                 facts in one row
 *   verdict                                  verdict
 */
import { type Section, shareRows } from "../screen/share-rows.ts";
import type { TerminalSize } from "../use-terminal-size.ts";

/** What there is to show. */
export interface LayoutFacts {
  /** Whether any key was asked for. */
  readonly hasHitRate: boolean;
  /** Rows that the verdict would like to have. */
  readonly verdictRows: number;
}

/** Rows of each part, its title included; 0 leaves it out. */
export interface ChartRows {
  readonly throughput: number;
  readonly latency: number;
  readonly hitRate: number;
}

/** The parts beside the charts. */
export interface SideLayout {
  readonly columns: number;
  readonly barRows: number;
  /** Whether counts and the server's numbers have a row each, or share two. */
  readonly hasTables: boolean;
  readonly hasPercentiles: boolean;
}

/** A whole screen. */
export interface ScreenLayout {
  readonly kind: "screen";
  /** Without the margins. */
  readonly columns: number;
  readonly chartColumns: number;
  readonly charts: ChartRows;
  readonly side: SideLayout | undefined;
  /** Rows of latency bars below the charts. */
  readonly barRows: number;
  /** Whether blank rows set the parts apart. */
  readonly isAiry: boolean;
  readonly verdictRows: number;
}

/** Where there is room for one line only. */
export interface LineLayout {
  readonly kind: "line";
  readonly columns: number;
}

/** The layout. */
export type BenchLayout = ScreenLayout | LineLayout;

/** Columns left free at both edges together. The last column stays free, so that no terminal wraps. */
const MARGIN_COLUMNS = 2;

const SCREEN_COLUMNS_MIN = 44;
const SCREEN_ROWS_MIN = 9;

/** Rows of the head. */
const HEAD_ROWS = 2;

/** From this height on parts are set apart by blank rows. */
const AIRY_ROWS_MIN = 20;

/** Rows of the terminal for each row of the verdict, so that a long one does not take the charts' place. */
const ROWS_EACH_VERDICT_ROW = 10;

/** Between charts and the side. */
export const SIDE_GAP = 2;
const SIDE_COLUMNS_MIN = 30;
const SIDE_COLUMNS_MAX = 60;
const SIDE_PART = 0.36;
/** Width from which on there is room for a side. */
const SIDED_COLUMNS_MIN = 76;

/** Rows of the tables of counts and of the server's numbers; of the percentiles and the blank row before them. */
const TABLE_ROWS = 8;
const PERCENTILE_ROWS = 7;
const BAR_ROWS_MAX = 13;
const BAR_ROWS_MIN = 5;

const LATENCY: Section = { rowsMin: 3, rowsMax: 60, weight: 5 };
const THROUGHPUT: Section = { rowsMin: 3, rowsMax: 40, weight: 4 };
const HIT_RATE: Section = { rowsMin: 3, rowsMax: 14, weight: 2.5 };
const BARS: Section = { rowsMin: BAR_ROWS_MIN, rowsMax: BAR_ROWS_MAX, weight: 4 };
const ABSENT: Section = { rowsMin: Number.POSITIVE_INFINITY, rowsMax: 0, weight: 0 };

function sideOf(columns: number, rows: number): SideLayout | undefined {
  if (columns < SIDED_COLUMNS_MIN - MARGIN_COLUMNS || rows < BAR_ROWS_MIN + 2) {
    return undefined;
  }
  const width = Math.min(SIDE_COLUMNS_MAX, Math.max(SIDE_COLUMNS_MIN, Math.floor(columns * SIDE_PART)));
  const hasTables = rows >= BAR_ROWS_MIN + TABLE_ROWS + 2;
  const rest = rows - (hasTables ? TABLE_ROWS + 2 : 2);
  const hasPercentiles = rest >= BAR_ROWS_MAX + PERCENTILE_ROWS;
  return {
    columns: width,
    barRows: Math.min(BAR_ROWS_MAX, rest - (hasPercentiles ? PERCENTILE_ROWS : 0)),
    hasTables,
    hasPercentiles,
  };
}

/** The layout for a terminal of `size`. */
export function layoutBench(size: TerminalSize, facts: LayoutFacts): BenchLayout {
  const columns = size.columns - MARGIN_COLUMNS;
  if (size.columns < SCREEN_COLUMNS_MIN || size.rows < SCREEN_ROWS_MIN) {
    return { kind: "line", columns: Math.max(1, size.columns - 1) };
  }
  const isAiry = size.rows >= AIRY_ROWS_MIN;
  const verdictRows = Math.max(1, Math.min(facts.verdictRows, Math.floor(size.rows / ROWS_EACH_VERDICT_ROW)));
  const bodyRows = size.rows - HEAD_ROWS - verdictRows - (isAiry ? 2 : 0);
  const side = sideOf(columns, bodyRows);
  const gap = isAiry ? 1 : 0;
  const gaps = gap * ((facts.hasHitRate ? 2 : 1) + (side === undefined ? 1 : 0));
  // The time axis; without a side the row of facts too.
  const sharedRows = bodyRows - gaps - (side === undefined ? 2 : 1);
  const bars = side === undefined ? { ...BARS, rowsMin: BARS.rowsMin + gap, rowsMax: BARS.rowsMax + gap } : ABSENT;
  const sections = [LATENCY, THROUGHPUT, facts.hasHitRate ? HIT_RATE : ABSENT, bars];
  const [latency = 0, throughput = 0, hitRate = 0, gapAndBars = 0] = shareRows(sharedRows, sections);
  return {
    kind: "screen",
    columns,
    chartColumns: side === undefined ? columns : columns - side.columns - SIDE_GAP,
    charts: { throughput, latency, hitRate },
    side,
    barRows: Math.max(0, gapAndBars - gap),
    isAiry,
    verdictRows,
  };
}
