/** memcached_exporter's metrics of a whole server. Names, types and labels are its code's; the texts are ours. */
import { type Metric, type MetricGroup, type MetricSource, metricsOf } from "./metric.ts";

const PROCESS: readonly Metric[] = metricsOf("stats", [
  ["memcached_uptime_seconds", "counter", "uptime", "Seconds since the server started."],
  ["memcached_time_seconds", "gauge", "time", "The server's clock, in seconds since 1970-01-01 UTC."],
  ["memcached_version", "gauge", "version", "Always 1; the version of the server is the label.", "label"],
  ["memcached_process_user_cpu_seconds_total", "counter", "rusage_user", "CPU time of the server in user mode."],
  ["memcached_process_system_cpu_seconds_total", "counter", "rusage_system", "CPU time of the server in the kernel."],
  ["memcached_read_bytes_total", "counter", "bytes_read", "Bytes the server has read from the network."],
  ["memcached_written_bytes_total", "counter", "bytes_written", "Bytes the server has written to the network."],
]);

const CONNECTIONS: readonly Metric[] = [
  ...metricsOf("stats", [
    ["memcached_current_connections", "gauge", "curr_connections", "Connections that are open."],
    ["memcached_connections_total", "counter", "total_connections", "Connections opened since the start."],
    [
      "memcached_connections_rejected_total",
      "counter",
      "rejected_connections",
      "Connections turned away at the limit (maxconns_fast).",
    ],
    [
      "memcached_connections_yielded_total",
      "counter",
      "conn_yields",
      "Times a connection had to give way to others after too many requests in a row.",
    ],
    [
      "memcached_connections_listener_disabled_total",
      "counter",
      "listen_disabled_num",
      "Times the server stopped accepting because it was at its limit of connections.",
    ],
    ["memcached_accepting_connections", "gauge", "accepting_conns", "1 while the server accepts connections, else 0."],
  ]),
  ...metricsOf("settings", [
    ["memcached_max_connections", "gauge", "maxconns", "Most connections the server takes at a time."],
  ]),
];

const MEMORY: readonly Metric[] = metricsOf("stats", [
  ["memcached_current_bytes", "gauge", "bytes", "Bytes that the stored items take."],
  ["memcached_limit_bytes", "gauge", "limit_maxbytes", "Bytes the server may use for items."],
  ["memcached_malloced_bytes", "gauge", "total_malloced", "Bytes of memory given to slab pages."],
  ["memcached_current_items", "gauge", "curr_items", "Items that are stored now."],
  ["memcached_items_total", "counter", "total_items", "Items stored since the start."],
  ["memcached_items_evicted_total", "counter", "evictions", "Items that were valid and went to make room for others."],
  ["memcached_items_reclaimed_total", "counter", "reclaimed", "Stores that took the place of an expired item."],
  ["memcached_item_too_large_total", "counter", "store_too_large", "Stores refused because the item was too large."],
  ["memcached_item_no_memory_total", "counter", "store_no_memory", "Stores refused because there was no memory."],
  ["memcached_direct_reclaims_total", "counter", "direct_reclaims", "Times a store had to free memory itself."],
]);

/** Commands that find their key or do not. */
const KEYED_COMMANDS = ["get", "delete", "incr", "decr", "cas", "touch"] as const;

/** The series of `get_hits`, ...: the same names stand in `stats` and, hits only, in `stats slabs`. */
export function commandSources(outcomes: readonly ("hit" | "miss")[]): MetricSource[] {
  const suffix = { hit: "hits", miss: "misses" } as const;
  const keyed = KEYED_COMMANDS.flatMap((command) =>
    outcomes.map((status) => ({ stat: `${command}_${suffix[status]}`, labels: { command, status } })),
  );
  return [...keyed, { stat: "cas_badval", labels: { command: "cas", status: "badval" } }];
}

const COMMANDS: Metric = {
  name: "memcached_commands_total",
  type: "counter",
  help: "Requests by command and by what came of them; set leaves out cas, which the server counts there too.",
  scope: "stats",
  sources: [
    ...commandSources(["hit", "miss"]),
    { stat: "cmd_flush", labels: { command: "flush", status: "hit" } },
    // Every cas is counted in cmd_set as well.
    { stat: "cmd_set", minus: ["cas_hits", "cas_misses", "cas_badval"], labels: { command: "set", status: "hit" } },
  ],
};

const CRAWLER: readonly Metric[] = metricsOf("stats", [
  ["memcached_lru_crawler_starts_total", "counter", "lru_crawler_starts", "Times the crawler was started."],
  ["memcached_lru_crawler_reclaimed_total", "counter", "crawler_reclaimed", "Items the crawler has freed."],
  ["memcached_lru_crawler_items_checked_total", "counter", "crawler_items_checked", "Items the crawler has looked at."],
  ["memcached_lru_crawler_moves_to_cold_total", "counter", "moves_to_cold", "Items moved from HOT or WARM to COLD."],
  ["memcached_lru_crawler_moves_to_warm_total", "counter", "moves_to_warm", "Items moved to WARM."],
  [
    "memcached_lru_crawler_moves_within_lru_total",
    "counter",
    "moves_within_lru",
    "Active items moved to the head of HOT or WARM again.",
  ],
]);

const CRAWLER_SETTINGS: readonly Metric[] = metricsOf("settings", [
  ["memcached_lru_crawler_enabled", "gauge", "lru_crawler", "1 while the crawler is on.", "yes-no"],
  ["memcached_lru_crawler_sleep", "gauge", "lru_crawler_sleep", "Microseconds the crawler rests between two items."],
  ["memcached_lru_crawler_to_crawl", "gauge", "lru_crawler_tocrawl", "Items a run looks at in a class, 0 for all."],
  [
    "memcached_lru_crawler_maintainer_thread",
    "gauge",
    "lru_maintainer_thread",
    "1 while a thread of its own moves items between queues.",
    "yes-no",
  ],
  ["memcached_lru_crawler_hot_percent", "gauge", "hot_lru_pct", "Percent of a class's memory kept for HOT."],
  ["memcached_lru_crawler_warm_percent", "gauge", "warm_lru_pct", "Percent of a class's memory kept for WARM."],
  [
    "memcached_lru_crawler_hot_max_factor",
    "gauge",
    "hot_max_factor",
    "Items older than this part of COLD's age leave HOT.",
  ],
  [
    "memcached_lru_crawler_warm_max_factor",
    "gauge",
    "warm_max_factor",
    "Items older than this part of COLD's age leave WARM.",
  ],
]);

/** In the order in which they are written. */
export const SERVER_GROUPS: readonly MetricGroup[] = [
  { metrics: [...PROCESS, ...CONNECTIONS, ...MEMORY, COMMANDS, ...CRAWLER] },
  { requires: { scope: "settings", stat: "lru_crawler", value: "yes" }, metrics: CRAWLER_SETTINGS },
];
