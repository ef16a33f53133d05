/**
 * The run over time as CSV: a row of names, then a row for each interval, to be appended as it is measured. RFC 4180 with line
 * feeds: names are words and values plain numbers, so that nothing needs quotes; what was not measured is an empty field.
 */

/** One interval of the measured part. Latencies in microseconds, times since the measured part began, null where nothing was counted. */
export interface SeriesRecord {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly opsPerSecond: number;
  /** What was to be sent; null in a closed loop. */
  readonly offeredPerSecond: number | null;
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
  readonly hitRate: number | null;
  readonly responseP50Us: number | null;
  readonly responseP99Us: number | null;
  readonly responseMaxUs: number | null;
  readonly serviceP50Us: number | null;
  readonly serviceP99Us: number | null;
  readonly serviceMaxUs: number | null;
  readonly sendLagP99Us: number | null;
  /** Requests without a reply at the end of the interval. */
  readonly inFlight: number;
  readonly serverHitRate: number | null;
  readonly serverEvictions: number | null;
  /** 100 is one core. */
  readonly serverCpuPercent: number | null;
}

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
} as const satisfies Readonly<Record<keyof SeriesRecord, number>>;

const NAMES = Object.keys(COLUMNS) as (keyof SeriesRecord)[];

/** The line of names. */
export function seriesHead(): string {
  return `${NAMES.join(",")}\n`;
}

/** The line of one interval. */
export function seriesRow(record: SeriesRecord): string {
  const fields = NAMES.map((name) => {
    const value = record[name];
    return value === null ? "" : Number(value.toFixed(COLUMNS[name]));
  });
  return `${fields.join(",")}\n`;
}
