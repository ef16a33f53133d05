/** Readings to text, in the format asked for. */
import { escapeText } from "../../base/escape.ts";
import type { Context } from "../context.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { createStyle, type Style } from "../output/style.ts";
import { commaSeparated, tabSeparated } from "../output/text-table.ts";
import { answered, type ServerReading, type StatsView, type TerminalBlock } from "./reading.ts";
import { windowSeconds } from "./summary-view.ts";

/** How the stats are printed; `auto` is tables on a terminal and tab-separated lines elsewhere. */
export type StatsFormat = "auto" | "raw" | "json" | "csv";

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
    case "csv":
      return commaSeparated(view.csv(readings));
    case "auto":
      return context.isTerminal
        ? await terminalReport(view, readings, createStyle(context.color), context.width)
        : tabSeparated(view.plain(readings));
  }
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

async function terminalReport(
  view: StatsView,
  readings: readonly ServerReading[],
  style: Style,
  width: number,
): Promise<string> {
  const { terminalTable } = await import("../output/terminal-table.ts");
  const draw = ({ title, table, note }: TerminalBlock): string => {
    const body = typeof table === "string" ? table : terminalTable(table, style, width);
    const above = title === undefined ? "" : `${style.bold(title)}\n`;
    return note === undefined ? `${above}${body}` : `${above}${body}\n${style.dim(note)}`;
  };
  return `${view.terminal(readings, style).map(draw).join("\n\n")}\n`;
}
