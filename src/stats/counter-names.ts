/**
 * The counters every worker thread keeps, under memcached's own names (doc/protocol.txt, "General-purpose statistics").
 * The order is the layout of a thread's block; `stats` replies choose their own order.
 */
export const THREAD_COUNTERS = [
  "cmd_get",
  "cmd_set",
  "cmd_flush",
  "cmd_touch",
  "cmd_meta",
  "get_hits",
  "get_misses",
  "get_expired",
  "get_flushed",
  "delete_misses",
  "delete_hits",
  "incr_misses",
  "incr_hits",
  "decr_misses",
  "decr_hits",
  "cas_misses",
  "cas_hits",
  "cas_badval",
  "touch_hits",
  "touch_misses",
  "store_too_large",
  "store_no_memory",
  "auth_cmds",
  "auth_errors",
  "idle_kicks",
  "bytes_read",
  "bytes_written",
  "conn_yields",
  "total_connections",
  "total_items",
  "slab_reassign_rescues",
  "slab_reassign_chunk_rescues",
  "slab_reassign_inline_reclaim",
  "slab_reassign_busy_items",
  "slab_reassign_busy_deletes",
  "slab_reassign_busy_nomem",
  "slabs_moved",
  "lru_crawler_starts",
  "lru_bumps_dropped",
  "log_worker_dropped",
  "log_worker_written",
  "log_watcher_skipped",
  "log_watcher_sent",
  "ssl_new_sessions",
  "ssl_handshake_errors",
  "ssl_proto_errors",
] as const;

/** Name of a per-thread counter. */
export type ThreadCounterName = (typeof THREAD_COUNTERS)[number];

/** Counters kept per thread and slab class (`stats slabs`). */
export const SLAB_COUNTERS = [
  "get_hits",
  "cmd_set",
  "delete_hits",
  "incr_hits",
  "decr_hits",
  "cas_hits",
  "cas_badval",
  "touch_hits",
] as const;

/** Name of a per-class counter. */
export type SlabCounterName = (typeof SLAB_COUNTERS)[number];

function indexByName<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.freeze(Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>);
}

/** Index of each per-thread counter within a thread's block: `counters.values[COUNTER.get_hits]`. */
export const COUNTER: Readonly<Record<ThreadCounterName, number>> = indexByName(THREAD_COUNTERS);

/** Index of each per-class counter within a class's block. */
export const SLAB_COUNTER: Readonly<Record<SlabCounterName, number>> = indexByName(SLAB_COUNTERS);
