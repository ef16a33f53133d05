/** memtool's own metrics of a server, beside memcached's: its workers, what connections do, whether it is ready, its version. */
import type { Family, Sample } from "../../stats/prometheus/exposition.ts";
import type { MetricType } from "../../stats/prometheus/metric.ts";
import type { ReadinessReport } from "./readiness.ts";
import type { ConnectionCounts, WorkerReading } from "./stats-reader.ts";

/** Of each worker: metric, type, count, help. */
const WORKER_METRICS: readonly (readonly [string, MetricType, keyof WorkerReading, string])[] = [
  ["memtool_worker_connections", "gauge", "connections", "Connections that a worker thread has."],
  ["memtool_worker_gets_total", "counter", "gets", "Keys that a worker thread was asked for."],
  ["memtool_worker_sets_total", "counter", "sets", "Values that a worker thread was told to store."],
  ["memtool_worker_yields_total", "counter", "yields", "Times a connection of a worker thread gave way to others."],
  ["memtool_worker_read_bytes_total", "counter", "bytes_read", "Bytes that a worker thread has read from clients."],
  ["memtool_worker_written_bytes_total", "counter", "bytes_written", "Bytes that a worker thread has sent to clients."],
];

/** Those of the workers, by the label `worker`. */
export function workerFamilies(workers: readonly WorkerReading[]): Family[] {
  return WORKER_METRICS.map(([name, type, count, help]) => {
    const samples = workers.map((reading, worker) => sample({ worker: String(worker) }, reading[count]));
    return { name, type, help, samples };
  });
}

/** Connections by memcached's names of their states. */
export function connectionFamilies({ states }: ConnectionCounts): Family[] {
  const samples = [...states].map(([state, count]) => sample({ state }, count));
  return [
    gauge("memtool_connections", "Connections by what they do; conn_mwrite waits for its client to read.", samples),
  ];
}

/** What `/readyz` says. */
export function readinessFamilies({ ready, conditions }: ReadinessReport): Family[] {
  const each = conditions.map((condition) => sample({ condition: condition.name }, condition.ready ? 1 : 0));
  return [
    gauge("memtool_ready", "1 while the server takes requests, else 0.", [sample({}, ready ? 1 : 0)]),
    gauge("memtool_ready_condition", "1 for each condition of readiness that holds, else 0.", each),
  ];
}

/** The versions; memcached_version is that of the memcached whose ways the server has. */
export function buildFamilies(version: string | undefined, nodeVersion: string): Family[] {
  const labels = { version: version ?? "", node_version: nodeVersion };
  return version === undefined
    ? []
    : [gauge("memtool_build_info", "Always 1; the versions are the labels.", [sample(labels, 1)])];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "gauge", help, samples };
}

function sample(labels: Sample["labels"], value: number): Sample {
  return { labels, value: String(value) };
}
