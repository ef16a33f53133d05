/** From a key to the next state of the screen of `top`: a pure function of the state, the key and what can be seen. */
import type { KeyEvent } from "../decode-keys.ts";
import {
  EVERY_STEPS_MS,
  type Page,
  SPANS_MS,
  SPEEDS,
  shownSpanMs,
  type TableState,
  TOTAL,
  type TopState,
} from "./top-state.ts";

/** What a key's meaning depends on. */
export interface KeyFacts {
  /** Ids of the rows of the page's table, as they stand. */
  readonly ids: readonly string[];
  /** Keys of its columns that are seen. */
  readonly columns: readonly string[];
  /** The servers in the order of the overview, without the total. */
  readonly servers: readonly string[];
  /** The oldest and the latest moment there is. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly isReplay: boolean;
}

type Action = (state: TopState, facts: KeyFacts) => TopState;

function withTable(state: TopState, change: Partial<TableState>): TopState {
  const table = { ...state.tables[state.page], ...change };
  return { ...state, tables: { ...state.tables, [state.page]: table } };
}

function moved(rows: number): Action {
  return (state, { ids }) => {
    if (ids.length === 0) {
      return state;
    }
    const chosen = state.page === "servers" ? state.server : state.tables[state.page].chosen;
    const at = Math.max(0, ids.indexOf(chosen ?? TOTAL));
    const next = ids[Math.min(ids.length - 1, Math.max(0, at + rows))];
    return state.page === "servers" ? { ...state, server: next ?? TOTAL } : withTable(state, { chosen: next });
  };
}

function sorted(steps: number): Action {
  return (state, { columns }) => {
    if (columns.length === 0) {
      return state;
    }
    const at = columns.indexOf(state.tables[state.page].sort);
    const next = at === -1 ? (steps > 0 ? 0 : columns.length - 1) : (at + steps + columns.length) % columns.length;
    return withTable(state, { sort: columns[next] ?? "", isReversed: false });
  };
}

function opened(page: Page): Action {
  return (state, { servers }) => {
    const server = state.server === TOTAL && servers.length === 1 ? (servers[0] ?? TOTAL) : state.server;
    if (server === TOTAL && page !== "server" && page !== "hot") {
      return { ...state, notice: "choose a server first: arrow keys, or n" };
    }
    return state.page === page ? state : { ...state, server, page, trail: [...state.trail, state.page] };
  };
}

/** What Escape takes away: the help, the filter, the page. */
const back: Action = (state) => {
  if (state.isHelp) {
    return { ...state, isHelp: false };
  }
  if (state.tables[state.page].filter !== "") {
    return withTable(state, { filter: "" });
  }
  return { ...state, page: state.trail.at(-1) ?? "servers", trail: state.trail.slice(0, -1) };
};

function otherServer(steps: number): Action {
  return (state, { servers }) => {
    const all = servers.length === 1 ? servers : [TOTAL, ...servers];
    const at = all.indexOf(state.server);
    const server = all[(Math.max(0, at) + steps + all.length) % all.length] ?? TOTAL;
    const hasTotal = ["servers", "server", "hot"].includes(state.page);
    return {
      ...state,
      server: server === TOTAL && !hasTotal ? (all[steps > 0 ? 1 : all.length - 1] ?? TOTAL) : server,
    };
  };
}

/** To a moment; beyond the latest is the present. */
function showing(state: TopState, momentMs: number, { firstMs, lastMs }: KeyFacts): TopState {
  if (firstMs === undefined || lastMs === undefined || momentMs >= lastMs) {
    return { ...state, momentMs: undefined, isPaused: false };
  }
  return { ...state, momentMs: Math.max(firstMs, momentMs) };
}

function spanOf(state: TopState, { firstMs = 0, lastMs = 0 }: KeyFacts): number {
  return shownSpanMs(state, lastMs - firstMs);
}

function scrolled(milliseconds: (state: TopState, facts: KeyFacts) => number): Action {
  return (state, facts) => showing(state, (state.momentMs ?? facts.lastMs ?? 0) + milliseconds(state, facts), facts);
}

const paused: Action = (state, { lastMs }) =>
  state.momentMs === undefined
    ? { ...state, momentMs: lastMs, isPaused: lastMs !== undefined }
    : { ...state, momentMs: undefined, isPaused: false };

function stepped<Value extends number>(steps: readonly Value[], now: number, by: number): number {
  return by > 0 ? (steps.find((step) => step > now) ?? now) : (steps.findLast((step) => step < now) ?? now);
}

/** `+`: more often, or faster. */
function faster(by: number): Action {
  return (state, { isReplay }) =>
    isReplay
      ? { ...state, speed: stepped(SPEEDS, state.speed, by) }
      : { ...state, everyMs: stepped(EVERY_STEPS_MS, state.everyMs, -by) };
}

function zoomed(by: number): Action {
  return (state, facts) => ({ ...state, spanMs: stepped(SPANS_MS, spanOf(state, facts), by) });
}

const filtering: Action = (state, { ids }) =>
  state.page === "server" || (ids.length === 0 && state.tables[state.page].filter === "")
    ? state
    : { ...state, typing: state.tables[state.page].filter };

const quit: Action = (state) => ({ ...state, hasQuit: true });

/** Enter on a row that there is more to say of. */
const enter: Action = (state, facts) => {
  if (state.page === "servers") {
    return opened("server")(state, facts);
  }
  const chosen = state.tables.slabs.chosen ?? facts.ids[0];
  return state.page === "slabs" && chosen !== undefined ? opened("class")(withTable(state, { chosen }), facts) : state;
};

const reversed: Action = (state) => withTable(state, { isReversed: !state.tables[state.page].isReversed });

/** Keys by their names and characters. */
const ACTIONS: Readonly<Record<string, Action>> = {
  "text:q": quit,
  "text:?": (state) => ({ ...state, isHelp: !state.isHelp }),
  escape: back,
  backspace: back,
  enter,
  down: moved(1),
  up: moved(-1),
  "text:j": moved(1),
  "text:k": moved(-1),
  "text:g": moved(Number.NEGATIVE_INFINITY),
  "text:G": moved(Number.POSITIVE_INFINITY),
  "text:>": sorted(1),
  "text:<": sorted(-1),
  "text:o": sorted(1),
  "text:r": reversed,
  "text:/": filtering,
  "text: ": paused,
  left: scrolled(({ everyMs }) => -everyMs),
  right: scrolled(({ everyMs }) => everyMs),
  "page-up": scrolled((state, facts) => -spanOf(state, facts) / 2),
  "page-down": scrolled((state, facts) => spanOf(state, facts) / 2),
  home: scrolled(() => Number.NEGATIVE_INFINITY),
  end: scrolled(() => Number.POSITIVE_INFINITY),
  "text:[": zoomed(-1),
  "text:]": zoomed(1),
  "text:+": faster(1),
  "text:=": faster(1),
  "text:-": faster(-1),
  "text:n": otherServer(1),
  "text:p": otherServer(-1),
  tab: otherServer(1),
  "S-tab": otherServer(-1),
  "text:s": opened("slabs"),
  "text:c": opened("conns"),
  "text:t": opened("settings"),
  "text:m": opened("counters"),
  "text:h": opened("hot"),
  "text:K": opened("hot"),
};

/** While a filter is typed keys are its letters. */
function typed(state: TopState, key: KeyEvent, typing: string): TopState {
  const filtered = (filter: string): TopState => ({ ...withTable(state, { filter }), typing: filter });
  if (key.kind === "text") {
    return filtered(typing + key.text);
  }
  switch (key.name) {
    case "enter":
      return { ...state, typing: undefined };
    case "escape":
      return { ...withTable(state, { filter: "" }), typing: undefined };
    case "backspace":
      return filtered(Array.from(typing).slice(0, -1).join(""));
    case "C-u":
      return filtered("");
    default:
      return state;
  }
}

/** The state after a key. Text that came at once (a paste, a fast typist) is taken letter by letter. */
export function reduceTop(before: TopState, key: KeyEvent, facts: KeyFacts): TopState {
  const state = before.notice === "" ? before : { ...before, notice: "" };
  if (state.typing !== undefined) {
    return typed(state, key, state.typing);
  }
  const [first, ...others] = key.kind === "text" ? Array.from(key.text) : [];
  const action = ACTIONS[key.kind === "text" ? `text:${first}` : key.name];
  const next = action === undefined ? state : action(state, facts);
  return others.length === 0 ? next : reduceTop(next, { kind: "text", text: others.join("") }, facts);
}
