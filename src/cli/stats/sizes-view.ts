/** `memtool stats sizes`: how many items there are of each size, in steps of 32 bytes; or that the server does not count them. */
import { formatCount } from "../../base/format-units.ts";
import { humanText, textCell } from "../output/cell.ts";
import type { DataTable } from "../output/text-table.ts";
import {
  answered,
  blockTitle,
  type Reading,
  type ServerReading,
  type StatsView,
  type TerminalBlock,
} from "./reading.ts";
import { statJson } from "./stat-json.ts";

const DISABLED = "the server does not count sizes: start it with -o track_sizes";
const EMPTY = "no items stored yet";

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

function dataTable(readings: readonly ServerReading[]): DataTable {
  const rows = answered(readings).flatMap((reading) =>
    sizesOf(reading).map(({ bytes, items }) => [textCell(reading.address), textCell(String(bytes)), textCell(items)]),
  );
  return { columns: ["server", "bytes", "items"], rows };
}

function terminalBlock(reading: Reading, readings: readonly ServerReading[]): TerminalBlock {
  const sizes = sizesOf(reading);
  const title = blockTitle(reading, readings);
  if (sizes.length === 0) {
    return { title, table: isEnabled(reading) ? EMPTY : DISABLED };
  }
  return { title, table: { head: ["up to", "items", "share", "share so far"], rows: octaveRows(sizes), rightFrom: 0 } };
}

/** For people the 32-byte steps are put together: one row for each power of two. */
function octaveRows(sizes: readonly { bytes: bigint; items: string }[]): string[][] {
  const counts = new Map<number, number>();
  for (const { bytes, items } of sizes) {
    const limit = 2 ** Math.ceil(Math.log2(Math.max(Number(bytes), 1)));
    counts.set(limit, (counts.get(limit) ?? 0) + (readCount(items) ?? 0));
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let before = 0;
  return [...counts].map(([limit, count]) => {
    before += count;
    const share = (part: number): string => humanText({ value: total === 0 ? undefined : part / total, kind: "ratio" });
    return [humanText({ value: limit, kind: "bytes" }), formatCount(count), share(count), share(before)];
  });
}

function readCount(items: string): number | undefined {
  return /^[0-9]{1,15}$/.test(items) ? Number(items) : undefined;
}

/** The sizes view. In JSON `sizes` is null when the server does not count them. */
export const sizesView: StatsView = {
  name: "sizes",
  subcommand: "sizes",
  terminal: (readings) => answered(readings).map((reading) => terminalBlock(reading, readings)),
  plain: dataTable,
  csv: dataTable,
  json: (reading) => ({
    sizes: isEnabled(reading)
      ? sizesOf(reading).map(({ bytes, items }) => ({ bytes, items: statJson("items", items) }))
      : null,
  }),
};
