/** What was read from one server, or why nothing was; and what a view of it has to offer. */
import type { MemtoolError } from "../../base/errors.ts";
import type { Round, ServerAnswer, ServerState, StatsSubcommand } from "../../monitor/reading.ts";
import type { StatSample } from "../../stats/rates.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultTable } from "../output/result-table.ts";

/** The stats of a server that answered. */
export interface Reading {
  readonly address: string;
  readonly up: true;
  /** The statistics that the view is about. */
  readonly sample: StatSample;
  /** The same of the reading before, when there was one. */
  readonly earlier: StatSample | undefined;
  /** Everything that was read with it. */
  readonly answer: ServerAnswer;
  readonly earlierAnswer: ServerAnswer | undefined;
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
  /** What the view shows: what follows `stats` on the wire. */
  readonly subcommand: StatsSubcommand;
  /** What it needs beside that, where the server has it. */
  readonly more: readonly StatsSubcommand[];
  /** For people: a terminal, Markdown. */
  people(readings: readonly ServerReading[]): ResultTable[];
  /** For tab-separated lines. */
  plain(readings: readonly ServerReading[]): ResultTable;
  /** For CSV and lines of JSON. @param isRepeated every round has the same columns, whether it has a window or not */
  rows(readings: readonly ServerReading[], isRepeated?: boolean): ResultTable;
  /** The view's part of one server's JSON object. */
  json(reading: Reading): Readonly<Record<string, JsonValue>>;
  /** Why a server that answered has nothing to show, if that is more than that there is nothing. */
  missing?(reading: Reading): string | undefined;
  /** What the JSON document says of all servers together. */
  jsonTotal?(readings: readonly ServerReading[]): JsonValue;
}

/** A round as a view looks at it. @param earlier the round before, of the same servers */
export function readingsOf(round: Round, earlier: Round | undefined, subcommand: StatsSubcommand): ServerReading[] {
  return round.servers.map((server, index) => readingOf(server, earlier?.servers[index], subcommand));
}

function readingOf(server: ServerState, before: ServerState | undefined, subcommand: StatsSubcommand): ServerReading {
  if (!server.up) {
    return server;
  }
  const earlierAnswer = before?.up === true ? before : undefined;
  return {
    address: server.address,
    up: true,
    sample: sampleOf(server, subcommand),
    earlier: earlierAnswer === undefined ? undefined : sampleOf(earlierAnswer, subcommand),
    answer: server,
    earlierAnswer,
  };
}

function sampleOf({ views, atMs }: ServerAnswer, subcommand: StatsSubcommand): StatSample {
  return { stats: views.get(subcommand) ?? new Map(), atMs };
}

/** The readings that have stats. */
export function answered(readings: readonly ServerReading[]): Reading[] {
  return readings.filter((reading) => reading.up);
}

/** A block's title: the server's name, needed when there are several. */
export function blockTitle(reading: ServerReading, readings: readonly ServerReading[]): string | undefined {
  return readings.length > 1 ? reading.address : undefined;
}
