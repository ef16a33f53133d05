/** What stands between the first and the last row of the screen of `top`: one function a kind of page, of rows and columns there are. */
import { escapeControls } from "../../base/escape.ts";
import { formatCount } from "../../base/format-units.ts";
import type { Moment } from "../../monitor/model.ts";
import { factRow, factTable } from "../screen/facts.ts";
import type { Row } from "../screen/piece-theme.ts";
import { BLANK_ROW, rowOf, spaced, wrapWords } from "../screen/row-fit.ts";
import { type Block, sideBySide } from "../screen/side-by-side.ts";
import { connectionStates, connectionsOf } from "./detail-columns.ts";
import { outageText } from "./server-columns.ts";
import { type ChartWindow, chartGrid } from "./top-charts.ts";
import { shownServer, type TopData } from "./top-data.ts";
import { counterFacts, identityFacts, rateFacts } from "./top-facts.ts";
import { countText, secondsText } from "./top-format.ts";
import { shownSpanMs, TOTAL, type TopState } from "./top-state.ts";
import { pageTable } from "./top-tables.ts";

/** What a page is drawn from. */
export interface PageInput {
  readonly state: TopState;
  readonly data: TopData;
  readonly moment: Moment;
  readonly columns: number;
  readonly rows: number;
}

/** Rows of charts worth drawing; part of the rows that a long table leaves them. */
const CHART_ROWS_MIN = 5;
const CHART_PART = 0.45;

/** Columns from which on a side has room, and what it takes. */
const SIDED_COLUMNS_MIN = 76;
const SIDE_PART = 0.3;
const SIDE_COLUMNS_MIN = 28;
const SIDE_COLUMNS_MAX = 44;
const SIDE_GAP = 2;

const ADVICE_ROWS_EACH = 2;

/** Advice is about what happened in this time, or since the server's start where that is not known. */
const ADVICE_WINDOW_MS = 60_000;

function windowOf({ state, data: { model }, moment: { atUnixMs } }: PageInput): ChartWindow {
  const knownMs = (model.lastMs ?? atUnixMs) - (model.firstMs ?? atUnixMs);
  return { fromMs: atUnixMs - shownSpanMs(state, knownMs), toMs: atUnixMs };
}

function chartsOf(input: PageInput, columns: number, rows: number): Row[] {
  const { state, data } = input;
  const series = data.model.series(state.server === TOTAL ? undefined : state.server);
  return chartGrid(series, windowOf(input), columns, rows);
}

/** `── total ─────────`: what is below is of it. */
function rule(name: string, columns: number): Row {
  const title = rowOf(` ${name} `, "title");
  const right = rowOf("─".repeat(Math.max(0, columns - 4 - name.length)), "dim");
  return [...rowOf("──", "dim"), ...title, ...right];
}

/** All servers, and charts of the chosen one. */
export function serversPage(input: PageInput): Row[] {
  const { state, data, columns, rows } = input;
  const table = pageTable(state, data);
  const wanted = (table?.ids.length ?? 0) + 1;
  const chartRows = Math.max(0, rows - wanted - 1, Math.floor(rows * CHART_PART));
  const hasCharts = chartRows >= CHART_ROWS_MIN && rows - chartRows >= Math.min(wanted, 4);
  if (!hasCharts) {
    return table?.draw(columns, rows) ?? [];
  }
  const drawn = table?.draw(columns, rows - chartRows - 1) ?? [];
  const name = state.server === TOTAL ? "total" : escapeControls(state.server);
  return [...drawn, rule(name, columns), ...chartsOf(input, columns, rows - drawn.length - 1)];
}

function adviceRows({ state, data, moment, columns }: PageInput, rowsMax: number): Row[] {
  const answer = shownServer(state, moment)?.pair?.answer;
  const earlier = data.model.answerAt(state.server, moment.atUnixMs - ADVICE_WINDOW_MS);
  const advice = answer === undefined ? [] : data.adviceOf(answer, earlier);
  const rows = advice.flatMap((text) =>
    wrapWords(text, columns - 2, ADVICE_ROWS_EACH).map((line, index) =>
      spaced([rowOf(index === 0 ? "•" : " ", "warn"), rowOf(line)], 1),
    ),
  );
  // A heading alone would say nothing.
  return rows.length === 0 || rowsMax < 2 ? [] : [rowOf("Advice", "title"), ...rows].slice(0, rowsMax);
}

/** One server, or the total: what it is, charts, rates, what moves, advice. */
export function serverPage(input: PageInput): Row[] {
  const { state, moment, columns, rows } = input;
  const server = shownServer(state, moment);
  const metrics = server?.metrics ?? moment.total;
  const identity =
    server?.outage === undefined
      ? factRow("", identityFacts(server, metrics), columns)
      : rowOf(outageText(server.outage, moment.atUnixMs), "bad");
  const advice = adviceRows(input, Math.floor(rows / 5));
  const bodyRows = rows - 1 - advice.length;
  if (columns < SIDED_COLUMNS_MIN) {
    const facts = factRow("", rateFacts(metrics).slice(2), columns);
    return [identity, facts, ...chartsOf(input, columns, bodyRows - 1), ...advice];
  }
  const width = Math.min(SIDE_COLUMNS_MAX, Math.max(SIDE_COLUMNS_MIN, Math.floor(columns * SIDE_PART)));
  const rates = factTable("Now", rateFacts(metrics), width);
  const room = bodyRows - rates.length - 2;
  const counters = room < 2 ? [] : counterFacts(server?.pair).slice(0, room);
  const moving = counters.length === 0 ? [] : [BLANK_ROW, ...factTable("Moving most", counters, width)];
  const chartColumns = columns - width - SIDE_GAP;
  const charts: Block = { columns: chartColumns, rows: chartsOf(input, chartColumns, bodyRows) };
  const side: Block = { columns: width, rows: [...rates, ...moving].slice(0, bodyRows) };
  const body = sideBySide([charts, side], SIDE_GAP);
  const blanks = Array.from({ length: Math.max(0, bodyRows - body.length) }, () => BLANK_ROW);
  return [identity, ...body, ...blanks, ...advice];
}

/** Why a page has no table. */
function nothingToShow({ state, moment, data }: PageInput): string {
  if (state.page === "hot") {
    return data.source.kind === "replay" ? "a recording has no keys" : "beginning to watch";
  }
  const server = shownServer(state, moment);
  if (server?.outage !== undefined) {
    return "nothing is known of it: it was down from the beginning";
  }
  if (state.page === "class" && server?.pair !== undefined) {
    return "this server has nothing in this class";
  }
  return moment.isLatest && data.source.kind === "live"
    ? "asking the server: its answer comes with the next round, unless it does not know the command"
    : "not known of this moment";
}

/** The row above the table of a page. */
function tableTitle({ state, data, moment, columns }: PageInput, shownRows: number): Row {
  const server = shownServer(state, moment);
  const count = rowOf(`${formatCount(shownRows)} ${shownRows === 1 ? "row" : "rows"}`, "dim");
  if (state.page === "hot") {
    const { hot } = data;
    const watching =
      hot === undefined
        ? "watching begins"
        : `watching fetches for ${secondsText(Math.round(hot.seconds))}: ${countText(hot.seen)} seen` +
          (hot.lost > 0 ? `, ${countText(hot.lost)} lost, so counts are of a sample` : ", none lost");
    return spaced([rowOf(watching, hot !== undefined && hot.lost > 0 ? "warn" : "dim"), count], 2);
  }
  if (server?.outage !== undefined) {
    return rowOf(`${outageText(server.outage, moment.atUnixMs)}; this is its last answer`, "bad");
  }
  const conns = state.page === "conns" ? server?.pair?.answer.views.get("conns") : undefined;
  if (conns === undefined) {
    return count;
  }
  const states = connectionStates(connectionsOf(conns)).map(({ state: name, count: number }) => ({
    name,
    value: countText(number),
    style: "plain" as const,
  }));
  return factRow("", [{ name: "connections", value: formatCount(shownRows), style: "plain" }, ...states], columns);
}

/** A page that is a table. */
export function tablePage(input: PageInput): Row[] {
  const { state, data, columns, rows } = input;
  const table = pageTable(state, data);
  const title = tableTitle(input, table?.ids.length ?? 0);
  const failures = state.page === "hot" ? (data.hot?.failures ?? []) : [];
  const notes = failures.map((text) => rowOf(text, "bad"));
  return table === undefined
    ? [rowOf(nothingToShow(input), "dim"), ...notes]
    : [title, ...notes, ...table.draw(columns, rows - 1 - notes.length)];
}
