/** A round as lines of text, one a server, in columns like vmstat's: for pipes, build machines and terminals that cannot do more. */
import { escapeControls } from "../../base/escape.ts";
import type { Metrics } from "../../monitor/metrics.ts";
import type { Moment, ServerMoment } from "../../monitor/model.ts";

interface LineColumn {
  readonly label: string;
  /** On a terminal too narrow for all the last go first. */
  readonly rank: number;
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
  { label: "hit%", rank: 0, width: 5, text: ({ hitRatio }) => percent(hitRatio) },
  { label: "ever%", rank: 8, width: 5, text: ({ hitRatioEver }) => percent(hitRatioEver) },
  { label: "gets/s", rank: 1, width: 7, text: ({ gets }) => whole(gets) },
  { label: "sets/s", rank: 2, width: 7, text: ({ sets }) => whole(sets) },
  { label: "p50us", rank: 7, width: 6, text: ({ p50Us }) => whole(p50Us) },
  { label: "p99us", rank: 3, width: 6, text: ({ p99Us }) => whole(p99Us) },
  { label: "mem%", rank: 4, width: 5, text: ({ bytes, limit }) => percent(limit > 0 ? bytes / limit : Number.NaN) },
  { label: "items", rank: 6, width: 9, text: ({ items }) => whole(items) },
  { label: "evict/s", rank: 5, width: 7, text: ({ evictions }) => whole(evictions) },
  { label: "conns", rank: 9, width: 6, text: ({ connections }) => whole(connections) },
  { label: "in_B/s", rank: 10, width: 10, text: ({ bytesIn }) => whole(bytesIn) },
  { label: "out_B/s", rank: 11, width: 10, text: ({ bytesOut }) => whole(bytesOut) },
];

const TIME_COLUMNS = 20;

function timeText(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The columns that fit beside the time and the name, in their order. */
function fitting(nameColumns: number, widthMax: number): readonly LineColumn[] {
  let left = widthMax - TIME_COLUMNS - 1 - nameColumns;
  const ranked = COLUMNS.toSorted((one, other) => one.rank - other.rank);
  const firstOut = ranked.findIndex(({ width }) => {
    left -= width + 1;
    return left < 0;
  });
  return firstOut === -1 ? COLUMNS : COLUMNS.filter(({ rank }) => rank < firstOut);
}

/** The line that names the columns. @param nameColumns columns of the servers' names. @param widthMax of a terminal */
export function plainHead(nameColumns: number, widthMax = Number.POSITIVE_INFINITY): string {
  const labels = fitting(nameColumns, widthMax).map(({ label, width }) => label.padStart(width));
  return ["time".padEnd(TIME_COLUMNS), "server".padEnd(nameColumns), ...labels].join(" ");
}

function serverLine(
  { name, metrics, outage }: ServerMoment,
  atUnixMs: number,
  nameColumns: number,
  columns: readonly LineColumn[],
): string {
  const head = [timeText(atUnixMs).padEnd(TIME_COLUMNS), escapeControls(name).padEnd(nameColumns)];
  return outage === undefined
    ? [...head, ...columns.map(({ width, text }) => text(metrics).padStart(width))].join(" ")
    : [...head, `down: ${escapeControls(outage.error.message)}`].join(" ");
}

/** The lines of a moment, in the order of the servers. @param widthMax of a terminal */
export function plainLines(
  { atUnixMs, servers }: Moment,
  nameColumns: number,
  widthMax = Number.POSITIVE_INFINITY,
): string[] {
  const columns = fitting(nameColumns, widthMax);
  return servers.map((server) => serverLine(server, atUnixMs, nameColumns, columns));
}
