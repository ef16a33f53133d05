/** What a Prometheus metric of a memcached server is made of, as data: name, type, help, and the statistics its series come from. */

/** A type of the classic text format; memcached has no others. */
export type MetricType = "counter" | "gauge";

/**
 * Where the statistics stand: `stats` (with the lines of `stats slabs` that belong to no class), `stats settings`, and those of each
 * slab class in `stats items` and in `stats slabs`. Series of a class carry the label `slab`.
 */
export type MetricScope = "stats" | "settings" | "class items" | "class slabs";

/**
 * How a text becomes a value: as the number it is; yes and no as 1 and 0; microseconds as seconds; or as a label of the statistic's
 * name on a series that is always 1.
 */
export type ValueForm = "number" | "yes-no" | "microseconds" | "label";

/** One series: a statistic, minus others where it counts them too. */
export interface MetricSource {
  readonly stat: string;
  /** Without all of these there is no series either. */
  readonly minus?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly form?: ValueForm;
}

/** One metric. Where two of them have the same name, the second is for servers that lack the first. */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly scope: MetricScope;
  readonly sources: readonly MetricSource[];
}

/** Metrics that a server only has while it says something about itself. */
export interface MetricGroup {
  /** A statistic that has to be there, with this value if one is named. */
  readonly requires?: { readonly scope: "stats" | "settings"; readonly stat: string; readonly value?: string };
  readonly metrics: readonly Metric[];
}

/** A metric of one series: name, type, statistic, help, and the form when it is no number. */
export type MetricRow = readonly [name: string, type: MetricType, stat: string, help: string, form?: ValueForm];

/** Metrics of one series each. */
export function metricsOf(scope: MetricScope, rows: readonly MetricRow[]): Metric[] {
  return rows.map(([name, type, stat, help, form = "number"]) => ({
    name,
    type,
    help,
    scope,
    sources: [{ stat, form }],
  }));
}
