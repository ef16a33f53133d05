/** What was read from one server, or why nothing was; and what a view of it has to offer. */
import type { MemtoolError } from "../../base/errors.ts";
import type { StatSample } from "../../stats/rates.ts";
import type { JsonValue } from "../output/json.ts";
import type { Style } from "../output/style.ts";
import type { TerminalTable } from "../output/terminal-table.ts";
import type { DataTable } from "../output/text-table.ts";

/** The stats of a server that answered. `earlier` is the first of two readings, under `--interval`. */
export interface Reading {
  readonly address: string;
  readonly up: true;
  readonly sample: StatSample;
  readonly earlier: StatSample | undefined;
}

/** A server that did not answer. */
export interface FailedReading {
  readonly address: string;
  readonly up: false;
  readonly error: MemtoolError;
}

/** One of the two. */
export type ServerReading = Reading | FailedReading;

/** A part of what a terminal shows: a table, or a sentence where there is nothing to tabulate. */
export interface TerminalBlock {
  readonly title: string | undefined;
  readonly table: TerminalTable | string;
  /** A line below it. */
  readonly note?: string;
}

/** One way to look at a server: `memtool stats` itself, or `memtool stats items`. Pure functions of readings. */
export interface StatsView {
  readonly name: string;
  /** The word after `stats` on the wire. */
  readonly subcommand: string | undefined;
  /** For people. */
  terminal(readings: readonly ServerReading[], style: Style): TerminalBlock[];
  /** For tab-separated lines. */
  plain(readings: readonly ServerReading[]): DataTable;
  /** For CSV. */
  csv(readings: readonly ServerReading[]): DataTable;
  /** The view's part of one server's JSON object. */
  json(reading: Reading): Readonly<Record<string, JsonValue>>;
  /** What the JSON document says of all servers together. */
  jsonTotal?(readings: readonly ServerReading[]): JsonValue;
}

/** The readings that have stats. */
export function answered(readings: readonly ServerReading[]): Reading[] {
  return readings.filter((reading) => reading.up);
}

/** A block's title: the server's name, needed when there are several. */
export function blockTitle(reading: ServerReading, readings: readonly ServerReading[]): string | undefined {
  return readings.length > 1 ? reading.address : undefined;
}
