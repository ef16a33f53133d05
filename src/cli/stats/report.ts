/** Readings to text, in the format asked for. */
import { escapeText } from "../../base/escape.ts";
import type { Round, StatsSubcommand } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import type { ResultTable } from "../output/result-table.ts";
import { type ResultTextContext, resultText } from "../output/result-text.ts";
import { readingsOf, type ServerReading, type StatsView } from "./reading.ts";
import { windowSeconds } from "./summary-view.ts";

/** A format that takes what servers said as it is, instead of a table made of it. */
interface RoundFormat {
  /** What it needs; undefined for what the view shows. */
  readonly subcommands: readonly StatsSubcommand[] | undefined;
  write(round: Round, view: StatsView): string | Promise<string>;
}

/** Those of src/stats/prometheus/prometheus-text.ts, which is loaded when it is needed; a test compares them. */
const PROMETHEUS_SUBCOMMANDS: readonly StatsSubcommand[] = ["", "slabs", "items", "settings"];

/** The formats beside {@link OUTPUT_FORMATS}, by name; each prints one round. */
export const ROUND_FORMATS = {
  raw: { subcommands: undefined, write: rawLines },
  prometheus: { subcommands: PROMETHEUS_SUBCOMMANDS, write: prometheusLines },
} as const satisfies Readonly<Record<string, RoundFormat>>;

/** One of {@link ROUND_FORMATS}. */
export type RoundFormatName = keyof typeof ROUND_FORMATS;

/** How the stats are printed. */
export type StatsFormat = OutputFormat | RoundFormatName;

/** Tells the two kinds of formats apart. */
export function isRoundFormat(format: StatsFormat): format is RoundFormatName {
  return Object.hasOwn(ROUND_FORMATS, format);
}

/** Version of the JSON schema; grows when a field changes its meaning or goes. */
export const JSON_SCHEMA = 1;

/** One round, whole, with its last line feed. @param earlier the round before, for what happened in between */
export async function statsReport(
  view: StatsView,
  round: Round,
  earlier: Round | undefined,
  format: StatsFormat,
  context: ResultTextContext,
): Promise<string> {
  if (isRoundFormat(format)) {
    return await ROUND_FORMATS[format].write(round, view);
  }
  const readings = readingsOf(round, earlier, view.subcommand);
  switch (format) {
    case "json":
      return jsonDocument(statsDocument(view, readings, round.atUnixMs));
    case "tsv":
      return await resultText(format, view.plain(readings), context);
    case "csv":
    case "jsonl":
      return await resultText(format, view.rows(readings), context);
    case "table":
    case "markdown":
      return await tablesText(format, view.people(readings), context);
  }
}

/** Several tables, one below the other. */
export async function tablesText(
  format: OutputFormat,
  tables: readonly ResultTable[],
  context: Pick<Context, "color" | "width">,
): Promise<string> {
  return (await Promise.all(tables.map((table) => resultText(format, table, context)))).join("\n");
}

/** The server's own lines, `STAT name value`; with several servers each begins with the address. */
function rawLines({ servers }: Round, { subcommand }: StatsView): string {
  const lines = servers.flatMap((server) => {
    const stats = server.up ? (server.views.get(subcommand) ?? []) : [];
    const start = servers.length > 1 ? `${server.address} STAT` : "STAT";
    return [...stats].map(([name, value]) => `${start} ${escapeText(name)} ${escapeText(value)}\n`);
  });
  return lines.join("");
}

/** What `memtool exporter` gives for the same servers, whatever the view. */
async function prometheusLines({ servers }: Round): Promise<string> {
  const { prometheusText } = await import("../../stats/prometheus/prometheus-text.ts");
  return prometheusText(servers);
}

/**
 * The JSON document, the same shape for every view:
 *
 *   { "schema": 1, "view": "summary", "time": "2026-01-31T12:00:00.000Z", "window_seconds": 1.001 or null,
 *     "servers": [ { "address": "127.0.0.1:11211", "up": true, ...the view's part },
 *                  { "address": "10.0.0.9:11211", "up": false, "error": { "code", "message", "hint" } } ],
 *     "total": { "servers": 2, "servers_up": 1, ...summary fields } }      only in the summary view
 *
 *   the view's part:  summary   "summary": { hit_ratio, bytes, ... }, "stats": { every stat },
 *                               "advice": [ { "rule", "severity": bad|warn|info, "text", "facts": { name: value } } ]
 *                     settings  "settings": { name: value }
 *                     items     "classes": [ { "class": 1, "number": 5, ... } ]
 *                     slabs     "classes": [ { "class": 1, "chunk_size": 96, ..., "requested_bytes", "waste_bytes", "waste_ratio" } ],
 *                               "active_slabs", "total_malloced"
 *                     sizes     "sizes": [ { "bytes": 96, "items": 1 } ], or null when the server does not count them
 *                     conns     "connections": [ { "fd": 27, "addr": "...", ... } ]
 *
 * Numbers are numbers; beyond 2^53 they are strings of digits. null is "not known". The text is ASCII. Under `--every` each round
 * is such a document on one line.
 */
export function statsDocument(view: StatsView, readings: readonly ServerReading[], unixMs: number): JsonValue {
  const total = view.jsonTotal?.(readings);
  return {
    schema: JSON_SCHEMA,
    view: view.name,
    time: isoTime(unixMs),
    window_seconds: windowSeconds(readings) ?? null,
    servers: readings.map((reading) => serverJson(view, reading)),
    ...(total === undefined ? {} : { total }),
  };
}

/** The time of a round as programs read it. */
export function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

function serverJson(view: StatsView, reading: ServerReading): JsonValue {
  return reading.up
    ? { address: reading.address, up: true, ...view.json(reading) }
    : { address: reading.address, up: false, error: errorJson(reading) };
}

/** Why a server did not answer. */
export function errorJson({ error: { code, message, hint } }: Extract<ServerReading, { up: false }>): JsonValue {
  return { code, message, hint };
}
