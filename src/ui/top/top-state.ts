/** What the screen of `top` shows of what is known: the page, the moment, how tables are ordered. Data only; see top-reducer.ts. */
import type { TableOrder } from "../screen/data-table.ts";

/** The pages. All but the first are of one server, or of the total; `class` is of the row chosen in `slabs`. */
export const PAGES = ["servers", "server", "slabs", "class", "conns", "settings", "counters", "hot"] as const;

/** One of them. */
export type Page = (typeof PAGES)[number];

/** What the name of the total is among servers: no server can be called this. */
export const TOTAL = "";

/** How a page's table stands. */
export interface TableState extends TableOrder {
  /** Only rows that contain it, in any case. */
  readonly filter: string;
  /** Id of the chosen row; undefined is the first. */
  readonly chosen: string | undefined;
}

/** Times between two rounds that can be chosen, in milliseconds. */
export const EVERY_STEPS_MS = [200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

/** How fast a recording can be shown. */
export const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1000] as const;

/** How much time charts can show, in milliseconds. */
export const SPANS_MS = [
  60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
] as const;

/** Longest time that charts show without being told. */
const SPAN_MS_AUTO = 300_000;

/** The time that charts show, when that much is known. */
export function shownSpanMs({ spanMs }: Pick<TopState, "spanMs">, knownMs: number): number {
  return spanMs ?? SPANS_MS.find((span) => span >= Math.min(knownMs, SPAN_MS_AUTO)) ?? SPAN_MS_AUTO;
}

/** The state. */
export interface TopState {
  readonly page: Page;
  /** The pages that Escape goes back through. */
  readonly trail: readonly Page[];
  /** Name of the server that the pages behind the first are of, or {@link TOTAL}. */
  readonly server: string;
  readonly tables: Readonly<Record<Page, TableState>>;
  readonly isHelp: boolean;
  /** The filter being typed. */
  readonly typing: string | undefined;
  /** The moment that is shown; undefined follows the latest. */
  readonly momentMs: number | undefined;
  /** Whether it was the space bar that stopped at the moment. */
  readonly isPaused: boolean;
  /** How much time charts show; undefined is as much as there is, up to {@link SPAN_MS_AUTO}. */
  readonly spanMs: number | undefined;
  readonly everyMs: number;
  readonly speed: number;
  /** Something to say once, until the next key. */
  readonly notice: string;
  readonly hasQuit: boolean;
}

const table = (sort: string): TableState => ({ sort, isReversed: false, filter: "", chosen: undefined });

/** The start. @param servers their names */
export function initialTop(servers: readonly string[], everyMs: number, speed = 1): TopState {
  return {
    page: "servers",
    trail: [],
    server: servers.length === 1 ? (servers[0] ?? TOTAL) : TOTAL,
    tables: {
      servers: table(""),
      server: table(""),
      slabs: table("class"),
      class: table(""),
      conns: table("idle"),
      settings: table("setting"),
      counters: table("rate"),
      hot: table("count"),
    },
    isHelp: false,
    typing: undefined,
    momentMs: undefined,
    isPaused: false,
    spanMs: undefined,
    everyMs,
    speed,
    notice: "",
    hasQuit: false,
  };
}
