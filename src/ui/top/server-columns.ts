/** The columns of the overview: one row a server. */
import { escapeControls, escapeText } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { MetricName, Metrics } from "../../monitor/metrics.ts";
import type { Outage, ServerMoment } from "../../monitor/model.ts";
import { readCounter } from "../../stats/stat-map.ts";
import type { TableColumn } from "../screen/data-table.ts";
import type { Piece, PieceStyle, Row } from "../screen/piece-theme.ts";
import { rowOf } from "../screen/row-fit.ts";
import {
  alarmPiece,
  bytesText,
  countText,
  exactText,
  latencyText,
  ratioText,
  secondsText,
  usageBar,
} from "./top-format.ts";

/** A server, or all of them together. */
export interface ServerRow {
  readonly id: string;
  readonly label: string;
  readonly metrics: Metrics;
  /** Undefined for the total. */
  readonly server: ServerMoment | undefined;
}

const BAR_COLUMNS = 8;

/** Of these parts of a limit on something begins to be, and is, near it. */
const NEAR_LIMIT = 0.9;

/** A metric as a column. */
function metricColumn(
  key: MetricName,
  label: string,
  rank: number,
  text: (value: number) => string,
  style: PieceStyle | ((value: number, text: string) => Piece) = "plain",
  width = 7,
): TableColumn<ServerRow> {
  return {
    key,
    label,
    rank,
    width,
    align: "right",
    isDescending: true,
    sortBy: ({ metrics }) => metrics[key],
    cell: ({ metrics }) => {
      const shown = text(metrics[key]);
      return typeof style === "function" ? style(metrics[key], shown) : { text: shown, style };
    },
  };
}

function uptimeOf({ server }: ServerRow): number {
  const stats = server?.pair?.answer.views.get("");
  return Number((stats && readCounter(stats, "uptime")) ?? Number.NaN);
}

function versionOf({ server }: ServerRow): string {
  return escapeText(server?.pair?.answer.views.get("")?.get("version") ?? "");
}

function connectionsCell({ metrics: { connections, connectionLimit } }: ServerRow): Piece {
  const limit = Number.isNaN(connectionLimit) ? "" : `/${exactText(connectionLimit)}`;
  return {
    text: exactText(connections) + limit,
    style: connections > connectionLimit * NEAR_LIMIT ? "warn" : "plain",
  };
}

function memoryCell({ metrics: { bytes, limit } }: ServerRow): Row {
  const used = limit > 0 ? bytes / limit : Number.NaN;
  const percent = Number.isNaN(used) ? "-" : `${Math.round(used * 100)}%`;
  return [...usageBar(used, BAR_COLUMNS), { text: percent.padStart(5), style: "plain" }];
}

/** The columns. */
export const SERVER_COLUMNS: readonly TableColumn<ServerRow>[] = [
  {
    key: "server",
    label: "server",
    rank: 0,
    width: 15,
    isFlexible: true,
    align: "left",
    isDescending: false,
    sortBy: ({ label }) => label,
    cell: ({ label }) => ({ text: label, style: "plain" }),
  },
  {
    key: "version",
    label: "version",
    rank: 16,
    width: 8,
    align: "left",
    isDescending: false,
    sortBy: versionOf,
    cell: (row) => ({ text: versionOf(row), style: "dim" }),
  },
  {
    key: "uptime",
    label: "up",
    rank: 12,
    width: 7,
    align: "right",
    isDescending: true,
    sortBy: uptimeOf,
    cell: (row) => ({ text: row.server === undefined ? "" : secondsText(uptimeOf(row)), style: "dim" }),
  },
  metricColumn("hitRatio", "hit now", 1, ratioText, "hitRate"),
  metricColumn("hitRatioEver", "ever", 9, ratioText),
  metricColumn("gets", "gets/s", 2, countText, "throughput"),
  metricColumn("sets", "sets/s", 3, countText, "throughput", 6),
  metricColumn("p50Us", "p50", 8, latencyText, "p50"),
  metricColumn("p99Us", "p99", 4, latencyText, "p99"),
  {
    key: "memory",
    label: "memory",
    rank: 5,
    width: BAR_COLUMNS + 5,
    align: "right",
    isDescending: true,
    sortBy: ({ metrics }) => metrics.bytes / metrics.limit,
    cell: memoryCell,
  },
  metricColumn("bytes", "used", 14, bytesText, "plain", 6),
  metricColumn("limit", "limit", 15, bytesText, "plain", 6),
  metricColumn("items", "items", 7.5, countText, "plain", 6),
  metricColumn("evictions", "evict/s", 6, countText, alarmPiece),
  {
    key: "connections",
    label: "conns",
    rank: 7,
    width: 10,
    align: "right",
    isDescending: true,
    sortBy: ({ metrics }) => metrics.connections,
    cell: connectionsCell,
  },
  metricColumn("bytesIn", "in/s", 10, bytesText, "plain", 6),
  metricColumn("bytesOut", "out/s", 11, bytesText, "plain", 6),
  metricColumn("cpu", "cpu", 13, (percent) => (Number.isNaN(percent) ? "-" : `${Math.round(percent)}%`), "plain", 5),
];

/** `down since 2m 5s: could not connect ...`, at `nowMs`. */
export function outageText({ sinceMs, error }: Outage, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - sinceMs) / 1000));
  return `down for ${formatDurationMs(seconds * 1000)}: ${escapeControls(error.message)}`;
}

/** What stands beside the name of a server that has no numbers; undefined for one that has. */
export function silenceRow({ server }: ServerRow, nowMs: number): Row | undefined {
  if (server === undefined) {
    return undefined;
  }
  if (server.outage !== undefined) {
    return rowOf(outageText(server.outage, nowMs), "bad");
  }
  return Number.isNaN(server.metrics.up) ? rowOf("not asked yet", "dim") : undefined;
}
