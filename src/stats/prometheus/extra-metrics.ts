/**
 * Metrics that memcached_exporter does not have, under new names of its style; `--no-extras` leaves them out. cmd_get and cmd_touch
 * are not among them, because they are sums of memcached_commands_total.
 */
import { type MetricGroup, type MetricRow, metricsOf } from "./metric.ts";

const ITEMS: readonly MetricRow[] = [
  ["memcached_get_expired_total", "counter", "get_expired", "Gets that found an item whose time was over."],
  ["memcached_get_flushed_total", "counter", "get_flushed", "Gets that found an item that had been flushed."],
  ["memcached_meta_commands_total", "counter", "cmd_meta", "Requests of the meta protocol."],
  [
    "memcached_items_expired_unfetched_total",
    "counter",
    "expired_unfetched",
    "Expired items that nobody had ever fetched.",
  ],
  [
    "memcached_items_evicted_unfetched_total",
    "counter",
    "evicted_unfetched",
    "Evicted items that nobody had ever fetched.",
  ],
  [
    "memcached_items_evicted_active_total",
    "counter",
    "evicted_active",
    "Evicted items that had been fetched not long before.",
  ],
  [
    "memcached_lrutail_reflocked_total",
    "counter",
    "lrutail_reflocked",
    "Items in use that stood in the way at a tail.",
  ],
  ["memcached_lru_bumps_dropped_total", "counter", "lru_bumps_dropped", "Fetches that could not move their item."],
  ["memcached_lru_maintainer_juggles_total", "counter", "lru_maintainer_juggles", "Rounds of the LRU's own thread."],
];

const SLABS: readonly MetricRow[] = [
  ["memcached_global_page_pool_pages", "gauge", "slab_global_page_pool", "Free pages that belong to no class."],
  ["memcached_slabs_moved_total", "counter", "slabs_moved", "Pages moved from one class to another."],
  ["memcached_slab_reassign_running", "gauge", "slab_reassign_running", "1 while a page is being moved."],
  ["memcached_slab_reassign_rescues_total", "counter", "slab_reassign_rescues", "Items saved from a page on the move."],
  [
    "memcached_slab_reassign_chunk_rescues_total",
    "counter",
    "slab_reassign_chunk_rescues",
    "Parts of large items saved from a page on the move.",
  ],
  [
    "memcached_slab_reassign_evictions_nomem_total",
    "counter",
    "slab_reassign_evictions_nomem",
    "Items on a page on the move that were evicted for lack of memory.",
  ],
  [
    "memcached_slab_reassign_inline_reclaim_total",
    "counter",
    "slab_reassign_inline_reclaim",
    "Items reclaimed to save one from a page on the move.",
  ],
  [
    "memcached_slab_reassign_busy_items_total",
    "counter",
    "slab_reassign_busy_items",
    "Times a page could not move yet because an item on it was in use.",
  ],
  [
    "memcached_slab_reassign_busy_deletes_total",
    "counter",
    "slab_reassign_busy_deletes",
    "Items deleted because their page could not move otherwise.",
  ],
  [
    "memcached_slab_reassign_busy_nomem_total",
    "counter",
    "slab_reassign_busy_nomem",
    "Times a page could not move yet because there was no memory for an item on it.",
  ],
];

const PROCESS: readonly MetricRow[] = [
  ["memcached_threads", "gauge", "threads", "Threads that serve requests."],
  ["memcached_hash_power_level", "gauge", "hash_power_level", "The hash table has 2 to this power buckets."],
  ["memcached_hash_bytes", "gauge", "hash_bytes", "Bytes of the hash table."],
  ["memcached_hash_is_expanding", "gauge", "hash_is_expanding", "1 while the hash table is growing."],
  ["memcached_malloc_fails_total", "counter", "malloc_fails", "Times the system refused memory."],
  ["memcached_auth_commands_total", "counter", "auth_cmds", "Logins that were tried."],
  ["memcached_auth_errors_total", "counter", "auth_errors", "Logins that failed."],
  ["memcached_lru_crawler_running", "gauge", "lru_crawler_running", "1 while the crawler crawls."],
];

/** Of servers that speak TLS. */
const TLS: readonly MetricRow[] = [
  ["memcached_ssl_sessions_total", "counter", "ssl_new_sessions", "Sessions of TLS that were not resumed ones."],
  ["memcached_ssl_handshake_errors_total", "counter", "ssl_handshake_errors", "Handshakes of TLS that failed."],
  [
    "memcached_ssl_protocol_errors_total",
    "counter",
    "ssl_proto_errors",
    "Connections ended by a broken record of TLS.",
  ],
  [
    "memcached_ssl_certificate_age_seconds",
    "gauge",
    "time_since_server_cert_refresh",
    "Seconds since the server read its certificates.",
  ],
];

const CONNECTIONS: readonly MetricRow[] = [
  [
    "memcached_connections_listener_disabled_seconds_total",
    "counter",
    "time_in_listen_disabled_us",
    "Time during which no connection was accepted.",
    "microseconds",
  ],
  ["memcached_connections_idle_kicks_total", "counter", "idle_kicks", "Connections closed because they were idle."],
  ["memcached_connection_structures", "gauge", "connection_structures", "Records of connections, used or not."],
  ["memcached_response_objects", "gauge", "response_obj_count", "Records of replies on their way."],
  ["memcached_response_objects_bytes", "gauge", "response_obj_bytes", "Bytes of those records."],
  ["memcached_response_objects_oom_total", "counter", "response_obj_oom", "Times there was no memory for a reply."],
  ["memcached_read_buffers", "gauge", "read_buf_count", "Buffers for reading from clients."],
  ["memcached_read_buffers_bytes", "gauge", "read_buf_bytes", "Bytes of those buffers."],
  ["memcached_read_buffers_free_bytes", "gauge", "read_buf_bytes_free", "Bytes of those that are not in use."],
  ["memcached_read_buffers_oom_total", "counter", "read_buf_oom", "Times there was no memory for such a buffer."],
  ["memcached_log_watchers", "gauge", "log_watchers", "Connections that watch."],
  [
    "memcached_log_worker_dropped_total",
    "counter",
    "log_worker_dropped",
    "Log entries lost because they came too fast.",
  ],
  ["memcached_log_worker_written_total", "counter", "log_worker_written", "Log entries written."],
  ["memcached_log_watcher_skipped_total", "counter", "log_watcher_skipped", "Log entries that slow watchers missed."],
  ["memcached_log_watcher_sent_total", "counter", "log_watcher_sent", "Log entries sent to watchers."],
];

/** Of the whole server. */
export const EXTRA_SERVER_GROUPS: readonly MetricGroup[] = [
  {
    metrics: [
      ...metricsOf("stats", [...ITEMS, ...SLABS, ...PROCESS, ...CONNECTIONS, ...TLS]),
      ...metricsOf("settings", [
        ["memcached_item_size_limit_bytes", "gauge", "item_size_max", "Bytes of the largest item the server takes."],
      ]),
    ],
  },
];

/** Of each slab class. */
export const EXTRA_CLASS_GROUPS: readonly MetricGroup[] = [
  {
    metrics: metricsOf("class items", [
      [
        "memcached_slab_items_evicted_active_total",
        "counter",
        "evicted_active",
        "Evicted items that had been fetched not long before.",
      ],
      [
        "memcached_slab_items_crawler_checked_total",
        "counter",
        "crawler_items_checked",
        "Items of the class that the crawler has looked at.",
      ],
      [
        "memcached_slab_items_direct_reclaims_total",
        "counter",
        "direct_reclaims",
        "Times a store of the class had to free memory itself.",
      ],
      [
        "memcached_slab_items_lrutail_reflocked_total",
        "counter",
        "lrutail_reflocked",
        "Items in use that stood in the way at a tail.",
      ],
    ]),
  },
];
