/** What the admin pages tell of a durable copy: whether clients have to wait for it, and its numbers. */
import { READ_MS_MAX } from "../../persistence/limits.ts";
import { type PersistCounter, PersistCounters } from "../../persistence/persist-counters.ts";
import type { Family } from "../../stats/prometheus/exposition.ts";
import type { MetricType } from "../../stats/prometheus/metric.ts";
import type { ThreadData } from "../messages.ts";
import type { Admin } from "./admin.ts";
import type { ConditionState } from "./readiness.ts";

const US_PER_SECOND = 1_000_000;
const US_PER_MS = 1000;

/** Counter, metric, type, help. What ends in `_seconds` is kept in microseconds. */
const METRICS: readonly (readonly [PersistCounter, string, MetricType, string])[] = [
  ["persist_recovering", "memtool_persist_recovering", "gauge", "1 while items are read back from disk, else 0."],
  ["persist_recovered", "memtool_persist_recovered_items", "gauge", "Items that were read back at the start."],
  ["persist_recovery_us", "memtool_persist_recovery_seconds", "gauge", "How long reading back took."],
  ["persist_left_on_disk", "memtool_persist_left_on_disk_items", "gauge", "Items that had no room in memory then."],
  ["persist_writes", "memtool_persist_writes_total", "counter", "Items written to disk."],
  ["persist_deletes", "memtool_persist_deletes_total", "counter", "Items removed from disk."],
  ["persist_bytes_written", "memtool_persist_written_bytes_total", "counter", "Bytes of records written to disk."],
  ["persist_commits", "memtool_persist_commits_total", "counter", "Commits, each synced to disk."],
  ["persist_commit_us", "memtool_persist_commit_seconds_total", "counter", "Time that commits took."],
  ["persist_commit_us_max", "memtool_persist_commit_seconds_max", "gauge", "The longest commit."],
  ["persist_pending", "memtool_persist_pending_changes", "gauge", "Changes that are not on disk yet."],
  ["persist_lag_us", "memtool_persist_lag_seconds", "gauge", "Age of the oldest of them."],
  ["persist_reads", "memtool_persist_reads_total", "counter", "Keys that were looked for on disk."],
  ["persist_read_hits", "memtool_persist_read_hits_total", "counter", "Of these, those that were found."],
  ["persist_read_wait_us", "memtool_persist_read_wait_seconds", "gauge", "Age of the oldest look under way."],
  ["persist_read_timeouts", "memtool_persist_read_timeouts_total", "counter", "Looks that took longer than 5 s."],
  ["persist_errors", "memtool_persist_errors_total", "counter", "Commits and reads that failed."],
  ["persist_failing", "memtool_persist_failing", "gauge", "1 while changes cannot be written, else 0."],
  ["persist_values_dropped", "memtool_persist_values_dropped_total", "counter", "Changes whose value was given up."],
  ["persist_damaged", "memtool_persist_damaged_total", "counter", "Damaged records that were met."],
  ["persist_expired", "memtool_persist_expired_total", "counter", "Dead items that were removed from disk."],
  ["persist_limit_dropped", "memtool_persist_limit_dropped_total", "counter", "Items removed for --persistence-limit."],
  ["persist_disk_bytes", "memtool_persist_disk_bytes", "gauge", "About what the items take on disk."],
];

/** Adds conditions and metrics, where the server keeps its items on disk. */
export function reportPersistence(
  { readiness, metrics }: Pick<Admin, "readiness" | "metrics">,
  shared: ThreadData,
): void {
  const { persistence } = shared.settings;
  if (persistence === undefined || shared.durable === undefined) {
    return;
  }
  const counters = new PersistCounters(shared.durable.memory.counters);
  readiness.add("recovery", () => recoveryState(counters, persistence.recoverFirst));
  readiness.add("disk", () => diskState(counters, persistence.durability === "sync"));
  metrics.add(() => persistenceFamilies(counters));
}

/** Without --recover-first clients are served meanwhile, from disk. */
function recoveryState(counters: PersistCounters, keepsClientsAway: boolean): ConditionState {
  return counters.get("persist_recovering") === 0
    ? { ready: true }
    : { ready: !keepsClientsAway, reason: "items are being read back from disk" };
}

/** What is not acknowledged is of no use to anybody. */
function diskState(counters: PersistCounters, isSync: boolean): ConditionState {
  if (counters.get("persist_failing") !== 0) {
    return { ready: !isSync, reason: "changes cannot be written to disk" };
  }
  return counters.get("persist_read_wait_us") < READ_MS_MAX * US_PER_MS
    ? { ready: true }
    : { ready: !isSync, reason: "the disk does not answer" };
}

function persistenceFamilies(counters: PersistCounters): Family[] {
  return METRICS.map(([counter, name, type, help]) => {
    const value = counters.get(counter) / (name.includes("_seconds") ? US_PER_SECOND : 1);
    return { name, type, help, samples: [{ labels: {}, value: String(value) }] };
  });
}
