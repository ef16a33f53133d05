/** A round as lines of text, one a server, in columns like vmstat's: for pipes, build machines and terminals that cannot do more. */
import { escapeControls } from "../../base/escape.ts";
import type { Metrics } from "../../monitor/metrics.ts";
import type { Moment, ServerMoment } from "../../monitor/model.ts";

interface LineColumn {
  readonly label: string;
  readonly width: number;
  readonly text: (metrics: Metrics) => string;
}

function whole(value: number): string {
  return Number.isNaN(value) ? "-" : String(Math.round(value));
}

function percent(ratio: number): string {
  return Number.isNaN(ratio) ? "-" : (ratio * 100).toFixed(1);
}

const COLUMNS: readonly LineColumn[] = [
  { label: "hit%", width: 5, text: ({ hitRatio }) => percent(hitRatio) },
  { label: "ever%", width: 5, text: ({ hitRatioEver }) => percent(hitRatioEver) },
  { label: "gets/s", width: 7, text: ({ gets }) => whole(gets) },
  { label: "sets/s", width: 7, text: ({ sets }) => whole(sets) },
  { label: "p50us", width: 6, text: ({ p50Us }) => whole(p50Us) },
  { label: "p99us", width: 6, text: ({ p99Us }) => whole(p99Us) },
  { label: "mem%", width: 5, text: ({ bytes, limit }) => percent(limit > 0 ? bytes / limit : Number.NaN) },
  { label: "items", width: 9, text: ({ items }) => whole(items) },
  { label: "evict/s", width: 7, text: ({ evictions }) => whole(evictions) },
  { label: "conns", width: 6, text: ({ connections }) => whole(connections) },
  { label: "in_B/s", width: 10, text: ({ bytesIn }) => whole(bytesIn) },
  { label: "out_B/s", width: 10, text: ({ bytesOut }) => whole(bytesOut) },
];

const TIME_COLUMNS = 20;

function timeText(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The line that names the columns. @param nameColumns columns of the servers' names */
export function plainHead(nameColumns: number): string {
  const labels = COLUMNS.map(({ label, width }) => label.padStart(width));
  return ["time".padEnd(TIME_COLUMNS), "server".padEnd(nameColumns), ...labels].join(" ");
}

function serverLine({ name, metrics, outage }: ServerMoment, atUnixMs: number, nameColumns: number): string {
  const head = [timeText(atUnixMs).padEnd(TIME_COLUMNS), escapeControls(name).padEnd(nameColumns)];
  return outage === undefined
    ? [...head, ...COLUMNS.map(({ width, text }) => text(metrics).padStart(width))].join(" ")
    : [...head, `down: ${escapeControls(outage.error.message)}`].join(" ");
}

/** The lines of a moment, in the order of the servers. */
export function plainLines({ atUnixMs, servers }: Moment, nameColumns: number): string[] {
  return servers.map((server) => serverLine(server, atUnixMs, nameColumns));
}
