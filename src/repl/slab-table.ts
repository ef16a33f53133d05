/** `slabs`: the memory of a server by slab class, from `stats slabs` and `stats items`. Pure. */
import { formatBytes, formatCount } from "../base/format-units.ts";
import type { StatEntry } from "../protocol/reply.ts";
import { groupNumbered } from "../stats/numbered-stats.ts";
import { type SlabClass, slabMemoryOf } from "../stats/slab-memory.ts";
import type { StatMap } from "../stats/stat-map.ts";
import { formatSeconds } from "./format-stats.ts";
import { type Line, segment } from "./segments.ts";

/** One slab class. */
export interface SlabRow {
  readonly slabClass: number;
  readonly chunkBytes: number;
  readonly pages: number;
  readonly memoryBytes: number;
  readonly usedChunks: number;
  readonly totalChunks: number;
  /** What its items asked for; null where the server does not tell. */
  readonly requestedBytes: number | null;
  /** What its items leave empty of their chunks; null where it cannot be told (stats/slab-memory.ts). */
  readonly wastedBytes: number | null;
  readonly hits: number;
  readonly evicted: number;
  readonly evictedUnfetched: number;
  readonly outOfMemory: number;
  /** Age of the oldest item, in seconds. */
  readonly ageSeconds: number;
}

/** The rows of the classes that have pages, smallest chunks first. */
export function slabRows(slabs: readonly StatEntry[], items: readonly StatEntry[]): SlabRow[] {
  const [slabStats, itemStats] = [mapOf(slabs), mapOf(items)];
  const memory = slabMemoryOf(slabStats, items.length === 0 ? undefined : itemStats);
  const [slabsById, itemsById] = [slabStats, itemStats].map(
    (stats) => new Map(groupNumbered(stats).groups.map(({ id, values }) => [id, values])),
  );
  return (memory?.classes ?? []).map((one) => slabRow(one, slabsById?.get(one.id), itemsById?.get(one.id)));
}

function mapOf(entries: readonly StatEntry[]): StatMap {
  return new Map(entries.map(({ name, value }) => [name, value]));
}

function slabRow(memory: SlabClass, slab: StatMap | undefined, items: StatMap | undefined): SlabRow {
  const of = (stats: StatMap | undefined, name: string): number => Number(stats?.get(name) ?? 0);
  const { id, chunkBytes, pageCount, totalChunks, usedChunks, requestedBytes, wasteBytes } = memory;
  return {
    slabClass: id,
    chunkBytes: Number(chunkBytes),
    pages: Number(pageCount),
    memoryBytes: Number(totalChunks * chunkBytes),
    usedChunks: Number(usedChunks),
    totalChunks: Number(totalChunks),
    requestedBytes: requestedBytes === undefined ? null : Number(requestedBytes),
    wastedBytes: wasteBytes === undefined ? null : Number(wasteBytes),
    hits: of(slab, "get_hits"),
    evicted: of(items, "evicted"),
    evictedUnfetched: of(items, "evicted_unfetched"),
    outOfMemory: of(items, "outofmemory"),
    ageSeconds: of(items, "age"),
  };
}

interface Column {
  readonly title: string;
  readonly cell: (row: SlabRow) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "class", cell: (row) => String(row.slabClass) },
  { title: "chunk", cell: (row) => formatBytes(row.chunkBytes) },
  { title: "pages", cell: (row) => formatCount(row.pages) },
  { title: "memory", cell: (row) => formatBytes(row.memoryBytes) },
  { title: "used", cell: (row) => formatCount(row.usedChunks) },
  { title: "of", cell: (row) => formatCount(row.totalChunks) },
  { title: "wasted", cell: (row) => percent(row.wastedBytes, (row.requestedBytes ?? 0) + (row.wastedBytes ?? 0)) },
  { title: "hits", cell: (row) => formatCount(row.hits) },
  { title: "evicted", cell: (row) => formatCount(row.evicted) },
  { title: "unread", cell: (row) => formatCount(row.evictedUnfetched) },
  { title: "oldest", cell: (row) => formatSeconds(row.ageSeconds) || "0s" },
];

/** The table, its total, and in words what is worth a look. Columns that do not fit are left out from the right. */
export function formatSlabTable(rows: readonly SlabRow[], width: number): Line[] {
  if (rows.length === 0) {
    return [[segment("note", "(no slab class has a page yet)")]];
  }
  const widths = COLUMNS.map(({ title, cell }) => Math.max(title.length, ...rows.map((row) => cell(row).length)));
  let used = 0;
  const shown = COLUMNS.filter((_, index) => {
    used += (widths[index] ?? 0) + (index === 0 ? 0 : 2);
    return used <= width;
  });
  const pad = (text: string, index: number): string => text.padStart(widths[index] ?? 0);
  const heading = segment("heading", shown.map(({ title }, index) => pad(title, index)).join("  "));
  const body = rows.map(
    (row): Line => [segment("number", shown.map(({ cell }, index) => pad(cell(row), index)).join("  "))],
  );
  return [[heading], ...body, totalLine(rows), ...advice(rows)];
}

function totalLine(rows: readonly SlabRow[]): Line {
  const memory = sum(rows, (row) => row.memoryBytes);
  const used = sum(rows, (row) => row.usedChunks * row.chunkBytes);
  const isKnown = rows.every(({ requestedBytes }) => requestedBytes !== null);
  const wasted = isKnown ? used - sum(rows, (row) => row.requestedBytes ?? 0) : null;
  const pages = sum(rows, (row) => row.pages);
  const parts = [
    `${formatBytes(memory)} in ${formatCount(pages)} page${pages === 1 ? "" : "s"}`,
    ...(memory === 0 ? [] : [`${percent(used, memory)} of it used`]),
    ...(used === 0 || wasted === null ? [] : [`${percent(wasted, used)} of that wasted`]),
  ];
  return [segment("note", `(${parts.join(", ")})`)];
}

function advice(rows: readonly SlabRow[]): Line[] {
  const evicting = rows.filter((row) => row.evicted > 0);
  const failing = rows.filter((row) => row.outOfMemory > 0);
  return [
    ...evicting
      .filter((row) => row.evictedUnfetched > row.evicted / 2)
      .map((row) => warning(`class ${row.slabClass}: most evicted items were never read`)),
    ...failing.map((row) => warning(`class ${row.slabClass}: ${formatCount(row.outOfMemory)} items found no memory`)),
  ];
}

function warning(text: string): Line {
  return [segment("warning", text)];
}

/** For a pipe: tab-separated plain numbers, a heading first. */
export function formatSlabsPlain(rows: readonly SlabRow[]): Line[] {
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const values = rows.map((row) => Object.values(row).map((value) => value ?? "-"));
  return [Object.keys(first), ...values].map((fields) => fields.join("\t")).map((text) => [segment("plain", text)]);
}

function sum(rows: readonly SlabRow[], of: (row: SlabRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function percent(part: number | null, whole: number): string {
  return part === null || whole === 0 ? "-" : `${Math.round((100 * part) / whole)} %`;
}
