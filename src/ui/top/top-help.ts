/** The help of `top`: every key and what it does, and how long things are remembered. */
import type { Row } from "../screen/piece-theme.ts";
import { BLANK_ROW, rowOf, wrapWords } from "../screen/row-fit.ts";
import { type Block, sideBySide } from "../screen/side-by-side.ts";

const SECTIONS = [
  {
    title: "Look",
    keys: [
      ["Enter", "the chosen server or class"],
      ["s c", "slab classes, connections"],
      ["t m", "settings, moving counters"],
      ["h", "hottest keys"],
      ["n p", "next, previous server"],
      ["Esc", "back"],
    ],
  },
  {
    title: "Tables",
    keys: [
      ["arrows j k", "choose a row"],
      ["g G", "the first, the last row"],
      ["< > o", "sort by another column"],
      ["r", "the other way round"],
      ["/", "only rows with this text"],
    ],
  },
  {
    title: "Time",
    keys: [
      ["Space", "stop and go on"],
      ["Left Right", "a round back, forth"],
      ["PgUp PgDn", "half a chart back, forth"],
      ["Home End", "the oldest, the present"],
      ["[ ]", "charts of less, more time"],
      ["+ -", "faster, slower"],
    ],
  },
  {
    title: "Leave",
    keys: [
      ["q Ctrl-C", "quit"],
      ["Ctrl-Z", "stop; fg goes on"],
    ],
  },
] as const;

const NOTES = [
  'Rates and "hit now" are of the time since the round before; a dash is not known, for instance after a restart.',
  "The probe is a round trip of `version` on a connection of its own, about five a second; p50 and p99 are of the last minute.",
  "Charts go back 2 h a round, then 20 h in steps of ten (at a round a second); tables of the past as far as 150,000 values last.",
];

/** Columns from which on the sections stand in two columns. */
const WIDE_COLUMNS = 74;
const GAP = 2;
const COLUMN_WIDTH_MAX = 60;

/** Columns of the keys. */
const KEY_COLUMNS = 11;

function sectionRows({ title, keys }: (typeof SECTIONS)[number]): Row[] {
  const rows = keys.map(([key, text]): Row => [...rowOf(key.padEnd(KEY_COLUMNS), "good"), ...rowOf(text)]);
  return [rowOf(title, "title"), ...rows, BLANK_ROW];
}

/** The help for that many columns. */
export function helpRows(columns: number): Row[] {
  const notes = NOTES.flatMap((note) => wrapWords(note, columns, 3).map((text) => rowOf(text, "dim")));
  if (columns < WIDE_COLUMNS) {
    return [...SECTIONS.flatMap(sectionRows), ...notes];
  }
  const width = Math.min(COLUMN_WIDTH_MAX, Math.floor((columns - GAP) / 2));
  const [look, tables, time, leave] = SECTIONS.map(sectionRows);
  const left: Block = { columns: width, rows: [...(look ?? []), ...(tables ?? [])] };
  const right: Block = { columns: width, rows: [...(time ?? []), ...(leave ?? [])] };
  return [...sideBySide([left, right], GAP), ...notes];
}
