/** What servers said as one text for Prometheus. */
import { collectFamilies, type PrometheusOptions, type ServerStats } from "./collect.ts";
import { writeExposition } from "./exposition.ts";

/** The statistics that the metrics are made of, in memcached_exporter's order; without slab classes `items` is not needed. */
export const PROMETHEUS_SUBCOMMANDS = ["", "slabs", "items", "settings"] as const;

/** The text, in the format of exposition.ts. Servers that are not up have one series: memcached_up 0. */
export function prometheusText(servers: readonly ServerStats[], options: PrometheusOptions = {}): string {
  return writeExposition(collectFamilies(servers, options).families);
}
