/** The first and the last row of the screen of `top`: what is shown of when, and which keys there are. */
import { escapeControls } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { Moment } from "../../monitor/model.ts";
import type { Row } from "../screen/piece-theme.ts";
import { fitEdges, rowOf, rowWidth, spaced } from "../screen/row-fit.ts";
import type { TopSource } from "./top-data.ts";
import { clockText, dayText } from "./top-format.ts";
import { type Page, TOTAL, type TopState } from "./top-state.ts";

/** What the pages show. */
const PAGE_TITLES: Readonly<Record<Exclude<Page, "class">, string>> = {
  servers: "",
  server: "",
  slabs: "slab classes",
  conns: "connections",
  settings: "settings",
  counters: "counters that move",
  hot: "hottest keys",
};

/** The keys of each page, the most important first. */
const HINTS: Readonly<Record<Page, readonly string[]>> = {
  servers: ["Enter open", "s slabs", "c conns", "h hot keys", "</> sort", "/ filter", "Space pause", "m counters"],
  server: ["s slabs", "c conns", "t settings", "m counters", "h hot keys", "n next", "Space pause"],
  slabs: ["Enter open", "</> sort", "r reverse", "n next server", "Space pause"],
  class: ["</> sort", "/ filter", "n next server", "Space pause"],
  conns: ["</> sort", "/ filter", "r reverse", "n next server"],
  settings: ["/ filter", "n next server"],
  counters: ["</> sort", "/ filter", "n next server"],
  hot: ["</> sort", "/ filter", "n next server"],
};

/** On every page. */
const COMMON = { first: ["? help", "q quit"], back: "Esc back" } as const;

function sourceText(source: TopSource, { everyMs, speed }: TopState): string {
  return source.kind === "live"
    ? `every ${formatDurationMs(everyMs)}${source.recordsTo === undefined ? "" : ", recording"}`
    : `replay ${speed}x${source.isOver ? ", at its end" : ""}`;
}

/** When: `12:03:04`, or how long ago. */
function momentRow(state: TopState, source: TopSource, moment: Moment | undefined, lastMs: number | undefined): Row {
  if (moment === undefined) {
    return rowOf("waiting for the first round", "warn");
  }
  const { atUnixMs } = moment;
  const clock = source.kind === "live" ? clockText(atUnixMs) : `${dayText(atUnixMs)} ${clockText(atUnixMs)}`;
  if (state.momentMs === undefined) {
    return rowOf(clock, "title");
  }
  const agoMs = Math.max(0, (lastMs ?? atUnixMs) - atUnixMs);
  const ago = agoMs < 500 ? "" : `, ${formatDurationMs(agoMs)} ago`;
  return rowOf(`${state.isPaused ? "PAUSED " : "PAST "}${clock}${ago}`, "warn");
}

/** The row at the top. */
export function headRow(
  state: TopState,
  source: TopSource,
  moment: Moment | undefined,
  lastMs: number | undefined,
  width: number,
): Row {
  const name = rowOf("memtool top", "title");
  const servers = moment?.servers.length ?? 0;
  const up = moment?.total.up ?? 0;
  const whose = state.server === TOTAL ? `all ${servers} servers` : escapeControls(state.server);
  const title = state.page === "class" ? `slab class ${state.tables.slabs.chosen ?? ""}` : PAGE_TITLES[state.page];
  const what = state.page === "servers" ? `${up} of ${servers} up` : [whose, title].filter(Boolean).join(": ");
  const when = momentRow(state, source, moment, lastMs);
  const from = rowOf(sourceText(source, state), "dim");
  const left = spaced([name, rowOf(what)], 2);
  const wide = spaced([from, when], 2);
  return fitEdges(left, rowWidth(left) + rowWidth(wide) + 2 <= width ? wide : when, width);
}

/** The row at the bottom: the filter being typed, something to say, or the keys that fit. */
export function footRow(state: TopState, width: number): Row {
  const { typing, notice, page, tables, isHelp } = state;
  if (typing !== undefined) {
    return spaced([rowOf(`/${typing}`, "title"), rowOf("Enter keeps the filter, Esc drops it", "dim")], 3);
  }
  if (notice !== "") {
    return rowOf(notice, "warn");
  }
  const { filter } = tables[page];
  const filtered = filter === "" ? [] : [rowOf(`filter: ${filter}`, "warn")];
  const hints = isHelp ? [] : HINTS[page];
  const always = [...COMMON.first, ...(page === "servers" && !isHelp ? [] : [COMMON.back])];
  const all = hints.map((_, index) => hints.slice(0, hints.length - index)).concat([[]]);
  const rows = all.map((some) => spaced([...filtered, rowOf([...some, ...always].join("  "), "dim")], 2));
  return rows.find((row) => rowWidth(row) <= width) ?? rowOf(COMMON.first.join("  "), "dim");
}
