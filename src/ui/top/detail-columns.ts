/** The columns of the pages about one server: slab classes, connections, settings, counters, hottest keys. */
import { escapeText } from "../../base/escape.ts";
import { formatCount } from "../../base/format-units.ts";
import type { Counter } from "../../monitor/counters.ts";
import type { SlabClassStat } from "../../monitor/slab-class-stats.ts";
import type { SlabClass } from "../../monitor/slab-classes.ts";
import { groupNumbered } from "../../stats/numbered-stats.ts";
import { readCounter, type StatMap } from "../../stats/stat-map.ts";
import type { TableColumn } from "../screen/data-table.ts";
import type { Piece, PieceStyle } from "../screen/piece-theme.ts";
import type { HotKey } from "./top-data.ts";
import { alarmPiece, bytesText, countText, ratioText, secondsText } from "./top-format.ts";

type Fields<Item> = Pick<TableColumn<Item>, "key" | "label" | "width" | "rank">;

/** A column of numbers at the right. */
function numbers<Item>(
  fields: Fields<Item>,
  sortBy: (item: Item) => number,
  text: (value: number) => string,
  style: PieceStyle | ((value: number, text: string) => Piece) = "plain",
): TableColumn<Item> {
  return {
    ...fields,
    align: "right",
    isDescending: true,
    sortBy,
    cell: (item) => {
      const shown = text(sortBy(item));
      return typeof style === "function" ? style(sortBy(item), shown) : { text: shown, style };
    },
  };
}

/** A column of text at the left; it takes what is left when `isFlexible`. */
function texts<Item>(fields: Fields<Item>, textOf: (item: Item) => string, isFlexible = false): TableColumn<Item> {
  return {
    ...fields,
    align: "left",
    isDescending: false,
    ...(isFlexible ? { isFlexible: true } : {}),
    sortBy: textOf,
    cell: (item) => ({ text: textOf(item), style: "plain" }),
  };
}

const wholeText = (value: number): string => (Number.isNaN(value) ? "-" : formatCount(value));
const ratioOrDash = (ratio: number): string => (Number.isNaN(ratio) ? "-" : `${Math.round(ratio * 100)}%`);

/** Slab classes. */
export const SLAB_COLUMNS: readonly TableColumn<SlabClass>[] = [
  {
    ...numbers<SlabClass>({ key: "class", label: "class", width: 5, rank: 0 }, ({ id }) => id, String),
    isDescending: false,
  },
  numbers({ key: "chunk", label: "chunk", width: 6, rank: 1 }, ({ chunkBytes }) => chunkBytes, bytesText),
  numbers({ key: "pages", label: "pages", width: 6, rank: 2 }, ({ pages }) => pages, countText),
  numbers({ key: "memory", label: "memory", width: 6, rank: 8 }, ({ bytes }) => bytes, bytesText),
  numbers({ key: "items", label: "items", width: 6, rank: 7 }, ({ items }) => items, countText),
  numbers({ key: "used", label: "used", width: 5, rank: 3 }, ({ usedRatio }) => usedRatio, ratioOrDash),
  numbers({ key: "waste", label: "waste", width: 6, rank: 4 }, ({ wasteRatio }) => wasteRatio, ratioOrDash),
  numbers(
    { key: "hits", label: "hits/s", width: 7, rank: 6 },
    ({ hitsPerSecond }) => hitsPerSecond,
    countText,
    "hitRate",
  ),
  numbers(
    { key: "sets", label: "sets/s", width: 7, rank: 9 },
    ({ setsPerSecond }) => setsPerSecond,
    countText,
    "throughput",
  ),
  numbers(
    { key: "evict", label: "evict/s", width: 8, rank: 5 },
    ({ evictionsPerSecond }) => evictionsPerSecond,
    countText,
    alarmPiece,
  ),
  numbers(
    { key: "evicted", label: "evict age", width: 10, rank: 5.5 },
    ({ evictedAgeSeconds }) => evictedAgeSeconds,
    secondsText,
  ),
  numbers({ key: "oldest", label: "oldest", width: 7, rank: 10 }, ({ ageSeconds }) => ageSeconds, secondsText),
  numbers({ key: "evictions", label: "evictions", width: 10, rank: 11 }, ({ evictions }) => evictions, countText),
];

/** The statistics of one slab class. */
export const CLASS_COLUMNS: readonly TableColumn<SlabClassStat>[] = [
  texts({ key: "statistic", label: "statistic", width: 26, rank: 0 }, ({ name }) => escapeText(name), true),
  numbers(
    { key: "rate", label: "per second", width: 12, rank: 1 },
    ({ perSecond }) => perSecond,
    rateText,
    "throughput",
  ),
  numbers({ key: "value", label: "value", width: 24, rank: 2 }, ({ value }) => value, wholeText),
];

/** A connection of the server. */
export interface Connection {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  readonly listens: string;
  readonly idleSeconds: number;
}

/** The connections in `stats conns`. */
export function connectionsOf(stats: StatMap): Connection[] {
  return groupNumbered(stats).groups.map(({ id, values }) => ({
    id: String(id),
    address: escapeText(values.get("addr") ?? ""),
    state: escapeText(values.get("state") ?? "").replace(/^conn_/, ""),
    listens: escapeText(values.get("listen_addr") ?? ""),
    idleSeconds: Number(readCounter(values, "secs_since_last_cmd") ?? Number.NaN),
  }));
}

/** How many connections there are in each state, the most first: `12 read  3 listening`. */
export function connectionStates(connections: readonly Connection[]): { state: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { state } of connections) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => ({ state, count })).sort((left, right) => right.count - left.count);
}

/** Connections. */
export const CONNECTION_COLUMNS: readonly TableColumn<Connection>[] = [
  {
    ...numbers<Connection>({ key: "fd", label: "fd", width: 6, rank: 3 }, ({ id }) => Number(id), String),
    isDescending: false,
  },
  texts({ key: "address", label: "address", width: 24, rank: 0 }, ({ address }) => address, true),
  texts({ key: "state", label: "state", width: 12, rank: 1 }, ({ state }) => state),
  numbers({ key: "idle", label: "idle", width: 9, rank: 2 }, ({ idleSeconds }) => idleSeconds, secondsText),
  texts({ key: "listener", label: "listener", width: 24, rank: 4 }, ({ listens }) => listens),
];

/** A name and its value. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** The settings in `stats settings`. */
export function settingsOf(stats: StatMap): Setting[] {
  return [...stats].map(([name, value]) => ({ name: escapeText(name), value: escapeText(value) }));
}

/** Settings. */
export const SETTING_COLUMNS: readonly TableColumn<Setting>[] = [
  texts({ key: "setting", label: "setting", width: 28, rank: 0 }, ({ name }) => name),
  texts({ key: "value", label: "value", width: 12, rank: 1 }, ({ value }) => value, true),
];

/** A rate with its sign when it falls. */
export function rateText(perSecond: number): string {
  return Number.isNaN(perSecond) ? "-" : `${countText(perSecond)}/s`;
}

/** Numbers that move. */
export const COUNTER_COLUMNS: readonly TableColumn<Counter>[] = [
  texts({ key: "counter", label: "counter", width: 26, rank: 0 }, ({ name }) => escapeText(name), true),
  numbers(
    { key: "rate", label: "per second", width: 12, rank: 1 },
    ({ perSecond }) => perSecond,
    rateText,
    "throughput",
  ),
  numbers({ key: "value", label: "value", width: 24, rank: 2 }, ({ value }) => Number(value), formatCount),
];

/** Hottest keys. */
export const HOT_COLUMNS: readonly TableColumn<HotKey>[] = [
  texts({ key: "key", label: "key", width: 24, rank: 0 }, ({ key }) => key, true),
  numbers({ key: "count", label: "requests", width: 9, rank: 1 }, ({ count }) => count, countText),
  numbers({ key: "error", label: "at most over", width: 13, rank: 4 }, ({ overcount }) => overcount, countText, "dim"),
  numbers(
    { key: "rate", label: "per second", width: 11, rank: 3 },
    ({ perSecond }) => perSecond,
    rateText,
    "throughput",
  ),
  numbers({ key: "share", label: "share", width: 7, rank: 2 }, ({ share }) => share, ratioText),
  numbers({ key: "hit", label: "hit", width: 7, rank: 5 }, ({ hitRatio }) => hitRatio, ratioText, "hitRate"),
];
