/** memcached_exporter's metrics of each slab class: nine tenths of a server's series. Names, types and labels are its code's. */
import { type Metric, type MetricGroup, metricsOf } from "./metric.ts";
import { commandSources } from "./server-metrics.ts";

const QUEUES: readonly Metric[] = metricsOf("class items", [
  ["memcached_slab_current_items", "gauge", "number", "Items of the class."],
  ["memcached_slab_hot_items", "gauge", "number_hot", "Items in HOT."],
  ["memcached_slab_warm_items", "gauge", "number_warm", "Items in WARM."],
  ["memcached_slab_cold_items", "gauge", "number_cold", "Items in COLD."],
  ["memcached_slab_temporary_items", "gauge", "number_temp", "Items in TEMP."],
  ["memcached_slab_items_age_seconds", "gauge", "age", "Age of the oldest item of the class."],
  ["memcached_slab_hot_age_seconds", "gauge", "age_hot", "Age of the oldest item in HOT."],
  ["memcached_slab_warm_age_seconds", "gauge", "age_warm", "Age of the oldest item in WARM."],
]);

const EVENTS: readonly Metric[] = metricsOf("class items", [
  [
    "memcached_slab_items_crawler_reclaimed_total",
    "counter",
    "crawler_reclaimed",
    "Items of the class that the crawler has freed.",
  ],
  ["memcached_slab_items_evicted_total", "counter", "evicted", "Items evicted from the class."],
  [
    "memcached_slab_items_evicted_nonzero_total",
    "counter",
    "evicted_nonzero",
    "Evicted items that had an expiry time.",
  ],
  [
    "memcached_slab_items_evicted_time_seconds",
    "counter",
    "evicted_time",
    "Seconds since the item evicted last had been fetched; an age, whatever the type says.",
  ],
  [
    "memcached_slab_items_evicted_unfetched_total",
    "counter",
    "evicted_unfetched",
    "Evicted items that nobody had ever fetched.",
  ],
  [
    "memcached_slab_items_expired_unfetched_total",
    "counter",
    "expired_unfetched",
    "Expired items that nobody had ever fetched.",
  ],
  [
    "memcached_slab_items_outofmemory_total",
    "counter",
    "outofmemory",
    "Stores of the class that failed for lack of memory.",
  ],
  ["memcached_slab_items_reclaimed_total", "counter", "reclaimed", "Stores that took the place of an expired item."],
  [
    "memcached_slab_items_tailrepairs_total",
    "counter",
    "tailrepairs",
    "Items with a leaked reference that were taken off the tail.",
  ],
  ["memcached_slab_items_moves_to_cold", "counter", "moves_to_cold", "Items moved from HOT or WARM to COLD."],
  ["memcached_slab_items_moves_to_warm", "counter", "moves_to_warm", "Items moved to WARM."],
  [
    "memcached_slab_items_moves_within_lru",
    "counter",
    "moves_within_lru",
    "Active items moved to the head of HOT or WARM again.",
  ],
]);

const LRU_HITS: Metric = {
  name: "memcached_slab_lru_hits_total",
  type: "counter",
  help: "Hits by the queue that the item was in.",
  scope: "class items",
  sources: [
    { stat: "hits_to_hot", labels: { lru: "hot" } },
    { stat: "hits_to_warm", labels: { lru: "warm" } },
    { stat: "hits_to_cold", labels: { lru: "cold" } },
    { stat: "hits_to_temp", labels: { lru: "temporary" } },
  ],
};

const CHUNKS: readonly Metric[] = metricsOf("class slabs", [
  ["memcached_slab_chunk_size_bytes", "gauge", "chunk_size", "Bytes an item of the class takes, used or not."],
  ["memcached_slab_chunks_per_page", "gauge", "chunks_per_page", "Chunks in a page of the class."],
  ["memcached_slab_current_pages", "gauge", "total_pages", "Pages the class owns."],
  ["memcached_slab_current_chunks", "gauge", "total_chunks", "Chunks the class owns."],
  ["memcached_slab_chunks_used", "gauge", "used_chunks", "Chunks in use."],
  ["memcached_slab_chunks_free", "gauge", "free_chunks", "Chunks that are free."],
  ["memcached_slab_chunks_free_end", "gauge", "free_chunks_end", "Free chunks at the end of the newest page."],
]);

const REQUESTED_NAME = "memcached_slab_mem_requested_bytes";
const REQUESTED_HELP = "Bytes that items asked for; the rest of their chunks is waste.";

/** memcached 1.6 tells it in `stats items`, 1.5 told it in `stats slabs`; memcached_exporter has two types for that. */
const REQUESTED: readonly Metric[] = [
  ...metricsOf("class items", [[REQUESTED_NAME, "counter", "mem_requested", REQUESTED_HELP]]),
  ...metricsOf("class slabs", [[REQUESTED_NAME, "gauge", "mem_requested", REQUESTED_HELP]]),
];

const COMMANDS: Metric = {
  name: "memcached_slab_commands_total",
  type: "counter",
  help: "Requests that found an item of the class or stored one, by command; set has the cas that missed.",
  scope: "class slabs",
  sources: [
    ...commandSources(["hit"]),
    // A class counts a cas that missed in cmd_set only, so that it cannot be taken off here.
    { stat: "cmd_set", minus: ["cas_hits", "cas_badval"], labels: { command: "set", status: "hit" } },
  ],
};

/** Those of the classes, in the order in which they are written. */
export const CLASS_GROUPS: readonly MetricGroup[] = [
  { metrics: [...QUEUES, ...EVENTS, LRU_HITS, ...CHUNKS, ...REQUESTED, COMMANDS] },
];
