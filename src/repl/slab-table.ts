/** `slabs`: the memory of a server by slab class, from `stats slabs` and `stats items`. Pure. */
import { formatBytes, formatCount } from "../base/format-units.ts";
import type { StatEntry } from "../protocol/reply.ts";
import { formatSeconds } from "./format-stats.ts";
import { type Line, segment } from "./segments.ts";

/** One slab class. `wastedBytes`: memory of used chunks that their items leave empty. */
export interface SlabRow {
  readonly slabClass: number;
  readonly chunkBytes: number;
  readonly pages: number;
  readonly memoryBytes: number;
  readonly usedChunks: number;
  readonly totalChunks: number;
  readonly wastedBytes: number;
  readonly hits: number;
  readonly evicted: number;
  readonly evictedUnfetched: number;
  readonly outOfMemory: number;
  /** Age of the oldest item, in seconds. */
  readonly ageSeconds: number;
}

/** The rows of the classes that have pages, smallest chunks first. */
export function slabRows(slabs: readonly StatEntry[], items: readonly StatEntry[]): SlabRow[] {
  const classes = new Map<number, Map<string, number>>();
  for (const { name, value } of [...slabs, ...items]) {
    const [, id, counter] = /^(?:items:)?(\d+):(\w+)$/.exec(name) ?? [];
    if (id !== undefined && counter !== undefined) {
      const row = classes.get(Number(id)) ?? new Map<string, number>();
      classes.set(Number(id), row.set(counter, Number(value)));
    }
  }
  return [...classes].sort(([left], [right]) => left - right).map(([id, counters]) => slabRow(id, counters));
}

function slabRow(slabClass: number, counters: ReadonlyMap<string, number>): SlabRow {
  const of = (name: string): number => counters.get(name) ?? 0;
  const chunkBytes = of("chunk_size");
  const pages = of("total_pages");
  return {
    slabClass,
    chunkBytes,
    pages,
    memoryBytes: of("total_chunks") * chunkBytes,
    usedChunks: of("used_chunks"),
    totalChunks: of("total_chunks"),
    wastedBytes: counters.has("mem_requested") ? Math.max(0, of("used_chunks") * chunkBytes - of("mem_requested")) : 0,
    hits: of("get_hits"),
    evicted: of("evicted"),
    evictedUnfetched: of("evicted_unfetched"),
    outOfMemory: of("outofmemory"),
    ageSeconds: of("age"),
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
  { title: "wasted", cell: (row) => percent(row.wastedBytes, row.usedChunks * row.chunkBytes) },
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
  const wasted = sum(rows, (row) => row.wastedBytes);
  const pages = sum(rows, (row) => row.pages);
  const parts = [
    `${formatBytes(memory)} in ${formatCount(pages)} page${pages === 1 ? "" : "s"}`,
    ...(memory === 0 ? [] : [`${percent(used, memory)} of it used`]),
    ...(used === 0 ? [] : [`${percent(wasted, used)} of that wasted`]),
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
  return [Object.keys(first).join("\t"), ...rows.map((row) => Object.values(row).join("\t"))].map((text) => [
    segment("plain", text),
  ]);
}

function sum(rows: readonly SlabRow[], of: (row: SlabRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${Math.round((100 * part) / whole)} %`;
}
