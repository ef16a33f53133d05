/**
 * The run over time as CSV: a row of names, then a row for each interval, to be appended as it is measured. RFC 4180 with line
 * feeds: names are words and values plain numbers, so that nothing needs quotes; what was not measured is an empty field.
 */

import type { SeriesPoint } from "../result/document.ts";

/** Columns in order, with the decimals worth keeping. */
const COLUMNS = {
  index: 0,
  startMs: 3,
  endMs: 3,
  requests: 0,
  errors: 0,
  opsPerSecond: 3,
  offeredPerSecond: 3,
  hits: 0,
  misses: 0,
  stale: 0,
  hitRate: 6,
  responseP50Us: 3,
  responseP99Us: 3,
  responseMaxUs: 3,
  serviceP50Us: 3,
  serviceP99Us: 3,
  serviceMaxUs: 3,
  sendLagP99Us: 3,
  inFlight: 0,
  serverHitRate: 6,
  serverEvictions: 0,
  serverCpuPercent: 3,
} as const satisfies Readonly<Record<keyof SeriesPoint, number>>;

const NAMES = Object.keys(COLUMNS) as (keyof SeriesPoint)[];

/** The line of names. */
export function seriesHead(): string {
  return `${NAMES.join(",")}\n`;
}

/** The line of one interval. */
export function seriesRow(record: SeriesPoint): string {
  const fields = NAMES.map((name) => {
    const value = record[name];
    return value === null ? "" : Number(value.toFixed(COLUMNS[name]));
  });
  return `${fields.join(",")}\n`;
}
