/** The table of each page: its items in their order, and how they are drawn. A pure function of the state and the data. */
import { escapeControls } from "../../base/escape.ts";
import { movingCounters } from "../../monitor/counters.ts";
import type { Moment } from "../../monitor/model.ts";
import { slabClassStats } from "../../monitor/slab-class-stats.ts";
import { hasSlabs, slabClasses } from "../../monitor/slab-classes.ts";
import {
  chosenRow,
  fitColumns,
  headRow,
  itemRow,
  sortItems,
  type TableColumn,
  visibleRange,
} from "../screen/data-table.ts";
import type { Row } from "../screen/piece-theme.ts";
import { rowOf } from "../screen/row-fit.ts";
import { padRow } from "../screen/side-by-side.ts";
import {
  CLASS_COLUMNS,
  CONNECTION_COLUMNS,
  COUNTER_COLUMNS,
  connectionsOf,
  HOT_COLUMNS,
  SETTING_COLUMNS,
  SLAB_COLUMNS,
  settingsOf,
} from "./detail-columns.ts";
import { SERVER_COLUMNS, type ServerRow, silenceRow } from "./server-columns.ts";
import { shownMoment, shownServer, type TopData } from "./top-data.ts";
import { type TableState, TOTAL, type TopState } from "./top-state.ts";

/** A page's table. */
export interface PageTable {
  /** Of every row, in order. */
  readonly ids: readonly string[];
  /** Keys of the columns that can be sorted by, when the table is that wide. */
  columnKeys(width: number): string[];
  /** The head and as many rows as there is room for; the chosen one is among them. */
  draw(width: number, rows: number): Row[];
}

interface TableInput<Item> {
  readonly columns: readonly TableColumn<Item>[];
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  readonly state: TableState;
  /** A row that has no cells; `left` is its name. */
  readonly special?: (item: Item) => Row | undefined;
  /** Items that stand first, however the rest is sorted. */
  readonly pinned?: readonly Item[];
}

function matches<Item>(columns: readonly TableColumn<Item>[], item: Item, filter: string): boolean {
  const texts = columns.map((column) => String(column.sortBy(item)));
  return texts.some((text) => text.toLowerCase().includes(filter.toLowerCase()));
}

function tableOf<Item>({ columns, items, idOf, state, special, pinned = [] }: TableInput<Item>): PageTable {
  const textual = columns.filter(({ align }) => align === "left");
  const kept = state.filter === "" ? items : items.filter((item) => matches(textual, item, state.filter));
  const sorted = [...pinned, ...sortItems(kept, columns, state)];
  const ids = sorted.map(idOf);
  const shown = (width: number): TableColumn<Item>[] => {
    // What it is sorted by is always there, and has room for its mark.
    const ranked = columns.map((column) =>
      column.key === state.sort
        ? { ...column, rank: 0.5, width: Math.max(column.width, column.label.length + 1) }
        : column,
    );
    return fitColumns(ranked, Math.max(1, width - 2));
  };
  return {
    ids,
    columnKeys: (width) => shown(width).map(({ key }) => key),
    draw: (width, rows) => {
      const fitted = shown(width);
      const chosen = Math.max(0, ids.indexOf(state.chosen ?? ""));
      const { first, end } = visibleRange(sorted.length, chosen, rows - 1);
      const drawn = sorted.slice(first, end).map((item, index): Row => {
        const cells = itemRow(fitted, item);
        const silence = special?.(item);
        const [name] = fitted;
        const row =
          silence === undefined || name === undefined
            ? cells
            : [...padRow([name.cell(item)].flat(), name.width), ...rowOf(" "), ...silence];
        return first + index === chosen
          ? chosenRow(padRow([...rowOf("> "), ...row], width))
          : padRow([...rowOf("  "), ...row], width);
      });
      return [[...rowOf("  "), ...headRow(fitted, state)], ...drawn];
    },
  };
}

/** The rows of the overview: the total first when there are several servers. */
function serverRows(moment: Moment | undefined): { servers: ServerRow[]; total: ServerRow[] } {
  const servers = (moment?.servers ?? []).map((server) => ({
    id: server.name,
    label: escapeControls(server.name),
    metrics: server.metrics,
    server,
  }));
  if (moment === undefined || servers.length < 2) {
    return { servers, total: [] };
  }
  const up = servers.filter(({ metrics }) => metrics.up > 0).length;
  const label = `total ${up}/${servers.length} up`;
  return { servers, total: [{ id: TOTAL, label, metrics: moment.total, server: undefined }] };
}

/** The table of the page; undefined when it has none, or nothing to be made of. */
export function pageTable(state: TopState, data: TopData): PageTable | undefined {
  const moment = shownMoment(state, data);
  const table = state.tables[state.page];
  const pair = shownServer(state, moment)?.pair;
  const views = pair?.answer.views;
  switch (state.page) {
    case "server":
      return undefined;
    case "servers": {
      const { servers, total } = serverRows(moment);
      const nowMs = moment?.atUnixMs ?? 0;
      return tableOf({
        columns: SERVER_COLUMNS,
        items: servers,
        pinned: total,
        idOf: ({ id }) => id,
        state: { ...table, chosen: state.server },
        special: (row) => silenceRow(row, nowMs),
      });
    }
    case "slabs":
      return pair === undefined || !hasSlabs(pair.answer)
        ? undefined
        : tableOf({
            columns: SLAB_COLUMNS,
            items: slabClasses(pair.answer, pair.earlier),
            idOf: ({ id }) => String(id),
            state: table,
          });
    case "class": {
      const id = Number(state.tables.slabs.chosen ?? Number.NaN);
      const stats = pair === undefined ? [] : slabClassStats(pair.answer, pair.earlier, id);
      return stats.length === 0
        ? undefined
        : tableOf({ columns: CLASS_COLUMNS, items: stats, idOf: ({ name }) => name, state: table });
    }
    case "conns": {
      const conns = views?.get("conns");
      return conns === undefined
        ? undefined
        : tableOf({ columns: CONNECTION_COLUMNS, items: connectionsOf(conns), idOf: ({ id }) => id, state: table });
    }
    case "settings": {
      const settings = views?.get("settings");
      return settings === undefined
        ? undefined
        : tableOf({ columns: SETTING_COLUMNS, items: settingsOf(settings), idOf: ({ name }) => name, state: table });
    }
    case "counters":
      return pair === undefined
        ? undefined
        : tableOf({
            columns: COUNTER_COLUMNS,
            items: movingCounters(pair.answer, pair.earlier),
            idOf: ({ name }) => name,
            state: table,
          });
    case "hot":
      return data.hot === undefined
        ? undefined
        : tableOf({ columns: HOT_COLUMNS, items: data.hot.keys, idOf: ({ key }) => key, state: table });
  }
}
