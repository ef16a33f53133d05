/** What the admin pages tell of a directory of nodes. */
import type { Family } from "../../stats/prometheus/exposition.ts";
import type { MetricType } from "../../stats/prometheus/metric.ts";
import type { Admin } from "../admin/admin.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryCounts } from "./directory-stats.ts";

/** Count, metric, type, help. */
const METRICS: readonly (readonly [keyof DirectoryCounts, string, MetricType, string])[] = [
  ["nodes", "memtool_directory_nodes", "gauge", "Nodes in the list of this directory."],
  ["version", "memtool_directory_version", "gauge", "The version of the list; it grows with every change."],
  [
    "joins",
    "memtool_directory_joins_total",
    "counter",
    "Nodes that have joined, or have said something new of themselves.",
  ],
  ["leaves", "memtool_directory_leaves_total", "counter", "Nodes that have left."],
  ["expired", "memtool_directory_expired_total", "counter", "Nodes that were dropped because they were not heard of."],
  ["refused", "memtool_directory_refused_total", "counter", "Requests of nodes that were refused."],
];

/** Adds its condition and its metrics. */
export function reportDirectory(
  { readiness, metrics }: Pick<Admin, "readiness" | "metrics">,
  directory: Pick<Directory, "counts" | "writeFailure">,
): void {
  readiness.add("directory", () => {
    const { writeFailure } = directory;
    // Nodes and clients are served all the same; only a restart would know less.
    return writeFailure === undefined
      ? { ready: true }
      : { ready: true, reason: `the list of nodes cannot be kept: ${writeFailure}` };
  });
  metrics.add(() => directoryFamilies(directory.counts));
}

function directoryFamilies(counts: DirectoryCounts): Family[] {
  return METRICS.map(([count, name, type, help]) => ({
    name,
    type,
    help,
    samples: [{ labels: {}, value: String(counts[count]) }],
  }));
}
