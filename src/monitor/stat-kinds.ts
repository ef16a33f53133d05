/**
 * What the numbers of memcached mean: whether a difference of two readings says what happened (a counter only grows), and the unit.
 * From memcached's doc/protocol.txt. What is not listed is a counter of events, as most statistics are and new ones tend to be.
 */
import type { FieldKind } from "../stats/summary.ts";
import type { StatsSubcommand } from "./reading.ts";

/** `counter` grows until the server restarts or `stats reset`; `gauge` goes up and down; `clock` moves by itself and tells nothing. */
export type StatBehaviour = "counter" | "gauge" | "clock";

const CLOCKS: ReadonlySet<string> = new Set(["time", "uptime", "time_since_server_cert_refresh"]);

/** Of `stats`; every other number of it is a counter. */
const GENERAL_GAUGES: ReadonlySet<string> = new Set([
  "pid",
  "pointer_size",
  "max_connections",
  "curr_connections",
  "connection_structures",
  "reserved_fds",
  "response_obj_count",
  "response_obj_bytes",
  "read_buf_count",
  "read_buf_bytes",
  "read_buf_bytes_free",
  "limit_maxbytes",
  "accepting_conns",
  "threads",
  "hash_power_level",
  "hash_bytes",
  "hash_is_expanding",
  "slab_reassign_running",
  "lru_crawler_running",
  "log_watchers",
  "bytes",
  "curr_items",
  "slab_global_page_pool",
  "extstore_page_count",
  "extstore_pages_free",
  "extstore_pages_used",
  "extstore_objects_used",
  "extstore_bytes_used",
  "extstore_bytes_fragmented",
  "extstore_limit_maxbytes",
  "extstore_io_queue",
  // memtool serve's own, where it keeps items on disk.
  "persist_encrypted",
  "persist_recovering",
  "persist_recovered",
  "persist_recovery_us",
  "persist_left_on_disk",
  "persist_commit_us_max",
  "persist_pending",
  "persist_lag_us",
  "persist_failing",
  "persist_disk_bytes",
]);

/** Of `stats items`, behind the class. */
const ITEM_GAUGES: ReadonlySet<string> = new Set([
  "number",
  "number_hot",
  "number_warm",
  "number_cold",
  "number_temp",
  "age_hot",
  "age_warm",
  "age",
  "mem_requested",
  "evicted_time",
]);

/** Of `stats slabs`, behind the class or alone. */
const SLAB_GAUGES: ReadonlySet<string> = new Set([
  "chunk_size",
  "chunks_per_page",
  "total_pages",
  "total_chunks",
  "used_chunks",
  "free_chunks",
  "free_chunks_end",
  "mem_requested",
  "active_slabs",
  "total_malloced",
]);

const GAUGES: Readonly<Record<StatsSubcommand, ReadonlySet<string> | "all">> = {
  "": GENERAL_GAUGES,
  items: ITEM_GAUGES,
  slabs: SLAB_GAUGES,
  settings: "all",
  sizes: "all",
  conns: "all",
  // The names are those of the general statistics.
  persistence: GENERAL_GAUGES,
  directory: "all",
};

const BYTES: ReadonlySet<string> = new Set([
  "bytes",
  "limit_maxbytes",
  "bytes_read",
  "bytes_written",
  "hash_bytes",
  "response_obj_bytes",
  "read_buf_bytes",
  "read_buf_bytes_free",
  "total_malloced",
  "mem_requested",
  "chunk_size",
  "maxbytes",
  "item_size_max",
  "slab_chunk_max",
  "watcher_logbuf_size",
  "worker_logbuf_size",
  "read_buf_mem_limit",
  "extstore_bytes_written",
  "extstore_bytes_read",
  "extstore_bytes_used",
  "extstore_bytes_fragmented",
  "extstore_limit_maxbytes",
]);

const SECONDS: ReadonlySet<string> = new Set([
  "uptime",
  "age",
  "age_hot",
  "age_warm",
  "evicted_time",
  "rusage_user",
  "rusage_system",
  "temporary_ttl",
  "idle_timeout",
  "time_since_server_cert_refresh",
]);

/** The name without its slab class: `items:5:age` and `5:age` are `age`. */
export function plainName(name: string): string {
  return name.replace(/^(?:items:)?[0-9]{1,9}:/, "");
}

/** How a statistic behaves over time. */
export function behaviourOf(subcommand: StatsSubcommand, name: string): StatBehaviour {
  const plain = plainName(name);
  const gauges = GAUGES[subcommand];
  if (subcommand === "" && CLOCKS.has(plain)) {
    return "clock";
  }
  return gauges === "all" || gauges.has(plain) ? "gauge" : "counter";
}

/** The unit of a statistic's number. */
export function kindOf(name: string): FieldKind {
  const plain = plainName(name);
  return BYTES.has(plain) ? "bytes" : SECONDS.has(plain) ? "seconds" : "count";
}
