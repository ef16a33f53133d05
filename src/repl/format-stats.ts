/** STAT lines as an aligned table; counters of slab classes as one table with a column for each class. */
import { escapeText } from "../base/escape.ts";
import { formatBytes, formatCount } from "../base/format-units.ts";
import type { StatEntry } from "../protocol/reply.ts";
import { type Line, segment } from "./segments.ts";

const BYTES = /(^|_)bytes($|_)|maxbytes|mem_requested|chunk_size|total_malloced|item_size_max|_max$/;
const SECONDS = /^uptime$|secs_since|^age|^evicted_time$/;

/** One line for each counter, names and values aligned, with a note where a unit helps. */
export function formatStats(entries: readonly StatEntry[]): Line[] {
  const names = entries.map((entry) => escapeText(entry.name));
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const values = entries.map((entry) => escapeText(entry.value));
  const numeric = values.filter((value) => /^-?[\d.]+$/.test(value)).map((value) => value.length);
  const valueWidth = Math.max(0, ...numeric);
  return entries.map((entry, index) => {
    const value = values[index] ?? "";
    const isNumber = /^-?[\d.]+$/.test(value);
    const note = noteFor(entry);
    return [
      segment("key", (names[index] ?? "").padEnd(nameWidth + 2)),
      segment(isNumber ? "number" : "value", isNumber ? value.padStart(valueWidth) : value),
      ...(note === "" ? [] : [segment("note", `  ${note}`)]),
    ];
  });
}

function noteFor({ name, value }: StatEntry): string {
  const number = Number(value);
  const counter = name.replace(/^(items:)?\d+:/, "");
  if (!/^\d+$/.test(value)) {
    return "";
  }
  if (SECONDS.test(counter) && number >= 60) {
    return formatSeconds(number);
  }
  if (counter === "time") {
    return new Date(number * 1000).toISOString();
  }
  return BYTES.test(counter) && number >= 1024 ? formatBytes(number) : "";
}

/** 93784 becomes "1d 2h 3m". */
export function formatSeconds(seconds: number): string {
  const parts: readonly [string, number][] = [
    ["d", Math.floor(seconds / 86_400)],
    ["h", Math.floor((seconds % 86_400) / 3600)],
    ["m", Math.floor((seconds % 3600) / 60)],
    ["s", Math.floor(seconds % 60)],
  ];
  const first = parts.findIndex(([, count]) => count > 0);
  return parts
    .slice(first, first + 3)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count}${unit}`)
    .join(" ");
}

const CLASS_COUNTER = /^(?:items:)?(\d+):(\w+)$/;

/** True for the replies of stats items and stats slabs. */
export function isPerClass(entries: readonly StatEntry[]): boolean {
  return entries.some((entry) => CLASS_COUNTER.test(entry.name));
}

/** `items:N:name` or `N:name` counters as a table: a row for each counter, a column for each class. */
export function formatPerClass(entries: readonly StatEntry[], width: number): Line[] {
  const rows = new Map<string, Map<string, string>>();
  const classes: string[] = [];
  const others: StatEntry[] = [];
  for (const entry of entries) {
    const [, id, counter] = CLASS_COUNTER.exec(entry.name) ?? [];
    if (id === undefined || counter === undefined) {
      others.push(entry);
      continue;
    }
    if (!classes.includes(id)) {
      classes.push(id);
    }
    const row = rows.get(counter) ?? new Map<string, string>();
    rows.set(counter, row.set(id, escapeText(entry.value)));
  }
  const cell = 2 + Math.max(5, ...[...rows.values()].flatMap((row) => [...row.values()].map((v) => v.length)));
  const nameWidth = 2 + Math.max(0, ...[...rows.keys()].map((name) => name.length));
  if (nameWidth + classes.length * cell > width) {
    return formatStats(entries);
  }
  const heading = segment("heading", "class".padEnd(nameWidth) + classes.map((id) => id.padStart(cell)).join(""));
  const body = [...rows].map(([name, row]) => [
    segment("key", name.padEnd(nameWidth)),
    segment("number", classes.map((id) => (row.get(id) ?? "-").padStart(cell)).join("")),
  ]);
  return [[heading], ...body, ...formatStats(others)];
}

/** "3 classes" and such, for the note behind a listing. */
export function countNote(count: number, noun: string): Line {
  return [segment("note", `(${formatCount(count)} ${noun}${count === 1 ? "" : "s"})`)];
}
