/** What was read from one server, or why nothing was; and what a view of it has to offer. */
import type { MemtoolError } from "../../base/errors.ts";
import type { StatSample } from "../../stats/rates.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultTable } from "../output/result-table.ts";

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

/** One way to look at a server: `memtool stats` itself, or `memtool stats items`. Pure functions of readings. */
export interface StatsView {
  readonly name: string;
  /** The word after `stats` on the wire. */
  readonly subcommand: string | undefined;
  /** For people: a terminal, Markdown. */
  people(readings: readonly ServerReading[]): ResultTable[];
  /** For tab-separated lines. */
  plain(readings: readonly ServerReading[]): ResultTable;
  /** For CSV and lines of JSON. */
  rows(readings: readonly ServerReading[]): ResultTable;
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
