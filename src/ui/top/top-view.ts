/**
 * The screen of `top` as rows: a pure function of its state, of what is known, and of the terminal's size. Every row leaves the last
 * column free, so that no terminal wraps.
 *
 *   memtool top  2 of 3 up                       every 1 s  12:03:04
 *   table, or charts beside facts
 *   keys
 */
import type { Row } from "../screen/piece-theme.ts";
import { BLANK_ROW, cutRow, rowOf } from "../screen/row-fit.ts";
import type { TerminalSize } from "../use-terminal-size.ts";
import { shownMoment, type TopData } from "./top-data.ts";
import { footRow, headRow } from "./top-frame.ts";
import { helpRows } from "./top-help.ts";
import { serverPage, serversPage, tablePage } from "./top-pages.ts";
import type { KeyFacts } from "./top-reducer.ts";
import type { TopState } from "./top-state.ts";
import { pageTable } from "./top-tables.ts";

/** Below this there is no screen. */
const COLUMNS_MIN = 40;
/** See {@link COLUMNS_MIN}. */
const ROWS_MIN = 8;

/** Rows of head and foot. */
const FRAME_ROWS = 2;

function columnsOf(size: TerminalSize): number {
  return size.columns - 1;
}

function bodyRows(state: TopState, data: TopData, columns: number, rows: number): Row[] {
  const moment = shownMoment(state, data);
  if (state.isHelp) {
    return helpRows(columns);
  }
  if (moment === undefined) {
    return [];
  }
  const input = { state, data, moment, columns, rows };
  switch (state.page) {
    case "servers":
      return serversPage(input);
    case "server":
      return serverPage(input);
    default:
      return tablePage(input);
  }
}

/** The rows, as many as the terminal has. */
export function viewTop(state: TopState, data: TopData, size: TerminalSize): Row[] {
  const columns = columnsOf(size);
  if (size.columns < COLUMNS_MIN || size.rows < ROWS_MIN) {
    const text = `too small: ${size.columns}x${size.rows} of ${COLUMNS_MIN}x${ROWS_MIN}`;
    return [cutRow(rowOf(text), Math.max(1, columns))];
  }
  const rows = size.rows - FRAME_ROWS;
  const body = bodyRows(state, data, columns, rows).slice(0, rows);
  const blanks = Array.from({ length: rows - body.length }, () => BLANK_ROW);
  const head = headRow(state, data.source, shownMoment(state, data), data.model.lastMs, columns);
  return [head, ...body, ...blanks, footRow(state, columns)].map((row) => cutRow(row, columns));
}

/** What the meaning of a key depends on, for the screen as it is seen. */
export function keyFacts(state: TopState, data: TopData, size: TerminalSize): KeyFacts {
  const { model, source } = data;
  const table = pageTable(state, data);
  const servers = pageTable({ ...state, page: "servers" }, data)?.ids.filter((id) => id !== "") ?? [];
  return {
    ids: table?.ids ?? [],
    columns: table?.columnKeys(columnsOf(size)) ?? [],
    servers: servers.length === 0 ? model.names : servers,
    firstMs: model.firstMs,
    lastMs: model.lastMs,
    isReplay: source.kind === "replay",
  };
}
