/** Readings to text, in the format asked for. */
import { escapeText } from "../../base/escape.ts";
import type { Context } from "../context.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import type { OutputFormat } from "../output/result-format.ts";
import type { ResultTable } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { answered, type ServerReading, type StatsView } from "./reading.ts";
import { windowSeconds } from "./summary-view.ts";

/** How the stats are printed; `raw` is the server's own lines. */
export type StatsFormat = OutputFormat | "raw";

/** Version of the JSON schema; grows when a field changes its meaning or goes. */
const JSON_SCHEMA = 1;

/** The whole output, with its last line feed. */
export async function statsReport(
  view: StatsView,
  readings: readonly ServerReading[],
  format: StatsFormat,
  context: Context,
): Promise<string> {
  switch (format) {
    case "raw":
      return rawLines(readings);
    case "json":
      return jsonReport(view, readings, context.clock.unixMs());
    case "tsv":
      return await resultText(format, view.plain(readings), context);
    case "csv":
    case "jsonl":
      return await resultText(format, view.rows(readings), context);
    case "table":
    case "markdown":
      return await blocks(format, view.people(readings), context);
  }
}

async function blocks(format: OutputFormat, tables: readonly ResultTable[], context: Context): Promise<string> {
  return (await Promise.all(tables.map((table) => resultText(format, table, context)))).join("\n");
}

/** The server's own lines, `STAT name value`; with several servers each begins with the address. */
function rawLines(readings: readonly ServerReading[]): string {
  const lines = answered(readings).flatMap(({ address, sample }) => {
    const start = readings.length > 1 ? `${address} STAT` : "STAT";
    return [...sample.stats].map(([name, value]) => `${start} ${escapeText(name)} ${escapeText(value)}\n`);
  });
  return lines.join("");
}

/**
 * The JSON document, the same shape for every view:
 *
 *   { "schema": 1, "view": "summary", "time": "2026-01-31T12:00:00.000Z", "window_seconds": 1.001 or null,
 *     "servers": [ { "address": "127.0.0.1:11211", "up": true, ...the view's part },
 *                  { "address": "10.0.0.9:11211", "up": false, "error": { "code", "message", "hint" } } ],
 *     "total": { "servers": 2, "servers_up": 1, ...summary fields } }      only in the summary view
 *
 *   the view's part:  summary   "summary": { hit_ratio, bytes, ... }, "stats": { every stat }
 *                     settings  "settings": { name: value }
 *                     items     "classes": [ { "class": 1, "number": 5, ... } ]
 *                     slabs     "classes": [ { "class": 1, "chunk_size": 96, ... } ], "active_slabs", "total_malloced"
 *                     sizes     "sizes": [ { "bytes": 96, "items": 1 } ], or null when the server does not count them
 *                     conns     "connections": [ { "fd": 27, "addr": "...", ... } ]
 *
 * Numbers are numbers; beyond 2^53 they are strings of digits. null is "not known". The text is ASCII.
 */
function jsonReport(view: StatsView, readings: readonly ServerReading[], unixMs: number): string {
  const total = view.jsonTotal?.(readings);
  return jsonDocument({
    schema: JSON_SCHEMA,
    view: view.name,
    time: new Date(unixMs).toISOString(),
    window_seconds: windowSeconds(readings) ?? null,
    servers: readings.map((reading) => serverJson(view, reading)),
    ...(total === undefined ? {} : { total }),
  });
}

function serverJson(view: StatsView, reading: ServerReading): JsonValue {
  if (reading.up) {
    return { address: reading.address, up: true, ...view.json(reading) };
  }
  const { code, message, hint } = reading.error;
  return { address: reading.address, up: false, error: { code, message, hint } };
}
