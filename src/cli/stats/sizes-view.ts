/** `memtool stats sizes`: how many items there are of each size, in steps of 32 bytes; or that the server does not count them. */
import type { ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";
import { answered, blockTitle, type Reading, type ServerReading, type StatsView } from "./reading.ts";
import { statJson } from "./stat-json.ts";

const DISABLED = "the server does not count sizes: start it with -o track_sizes";
const EMPTY = "no items stored yet";

const COLUMNS: readonly ResultColumn[] = [
  { name: "server", label: "server", kind: "text" },
  { name: "bytes", label: "bytes", kind: "bytes" },
  { name: "items", label: "items", kind: "count" },
];

const HUMAN_COLUMNS: readonly ResultColumn[] = [
  { name: "up_to", label: "up to", kind: "bytes" },
  { name: "items", label: "items", kind: "count" },
  { name: "share", label: "share", kind: "ratio" },
  { name: "share_so_far", label: "share so far", kind: "ratio" },
];

/** Size classes in bytes with their number of items, ascending. */
function sizesOf(reading: Reading): { bytes: bigint; items: string }[] {
  return [...reading.sample.stats]
    .filter(([name]) => /^[0-9]{1,10}$/.test(name))
    .map(([name, items]) => ({ bytes: BigInt(name), items }))
    .sort((left, right) => Number(left.bytes - right.bytes));
}

function isEnabled(reading: Reading): boolean {
  return reading.sample.stats.get("sizes_status") !== "disabled";
}

function table(readings: readonly ServerReading[]): ResultTable {
  const rows = answered(readings).flatMap((reading) =>
    sizesOf(reading).map(({ bytes, items }) => [reading.address, bytes, statJson("items", items)]),
  );
  return { columns: COLUMNS, rows };
}

function block(reading: Reading, readings: readonly ServerReading[]): ResultTable {
  return {
    title: blockTitle(reading, readings),
    columns: HUMAN_COLUMNS,
    rows: octaveRows(sizesOf(reading)),
    emptyText: isEnabled(reading) ? EMPTY : DISABLED,
  };
}

/** For people the 32-byte steps are put together: one row for each power of two. */
function octaveRows(sizes: readonly { bytes: bigint; items: string }[]): ResultRow[] {
  const counts = new Map<number, number>();
  for (const { bytes, items } of sizes) {
    const limit = 2 ** Math.ceil(Math.log2(Math.max(Number(bytes), 1)));
    counts.set(limit, (counts.get(limit) ?? 0) + (readCount(items) ?? 0));
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let before = 0;
  return [...counts].map(([limit, count]) => {
    before += count;
    return [limit, count, total === 0 ? undefined : count / total, total === 0 ? undefined : before / total];
  });
}

function readCount(items: string): number | undefined {
  return /^[0-9]{1,15}$/.test(items) ? Number(items) : undefined;
}

/** The sizes view. In JSON `sizes` is null when the server does not count them. */
export const sizesView: StatsView = {
  name: "sizes",
  subcommand: "sizes",
  more: [],
  people: (readings) => answered(readings).map((reading) => block(reading, readings)),
  plain: table,
  rows: table,
  missing: (reading) => (isEnabled(reading) ? undefined : DISABLED),
  json: (reading) => ({
    sizes: isEnabled(reading)
      ? sizesOf(reading).map(({ bytes, items }) => ({ bytes, items: statJson("items", items) }))
      : null,
  }),
};
