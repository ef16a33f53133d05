/** memcached_exporter's metrics of what a server only has when it is switched on: flash storage (extstore) and the built-in proxy. */
import { type MetricGroup, metricsOf } from "./metric.ts";

const EXTSTORE: MetricGroup = {
  requires: { scope: "stats", stat: "extstore_limit_maxbytes" },
  metrics: metricsOf("stats", [
    [
      "memcached_extstore_compact_lost_total",
      "counter",
      "extstore_compact_lost",
      "Items lost when their page was compacted.",
    ],
    [
      "memcached_extstore_compact_rescued_total",
      "counter",
      "extstore_compact_rescues",
      "Items moved to another page by compaction.",
    ],
    [
      "memcached_extstore_compact_skipped_total",
      "counter",
      "extstore_compact_skipped",
      "Items that compaction dropped because they were no longer valid.",
    ],
    ["memcached_extstore_pages_allocated_total", "counter", "extstore_page_allocs", "Flash pages taken into use."],
    ["memcached_extstore_pages_evicted_total", "counter", "extstore_page_evictions", "Flash pages evicted whole."],
    ["memcached_extstore_pages_reclaimed_total", "counter", "extstore_page_reclaims", "Flash pages that were empty."],
    ["memcached_extstore_pages_free", "gauge", "extstore_pages_free", "Flash pages that are free."],
    ["memcached_extstore_pages_used", "gauge", "extstore_pages_used", "Flash pages in use."],
    [
      "memcached_extstore_objects_evicted_total",
      "counter",
      "extstore_objects_evicted",
      "Items that went with an evicted flash page.",
    ],
    ["memcached_extstore_objects_read_total", "counter", "extstore_objects_read", "Items read from flash."],
    ["memcached_extstore_objects_written_total", "counter", "extstore_objects_written", "Items written to flash."],
    ["memcached_extstore_objects_used", "gauge", "extstore_objects_used", "Items stored on flash."],
    [
      "memcached_extstore_bytes_evicted_total",
      "counter",
      "extstore_bytes_evicted",
      "Bytes that went with an evicted flash page.",
    ],
    ["memcached_extstore_bytes_written_total", "counter", "extstore_bytes_written", "Bytes written to flash."],
    ["memcached_extstore_bytes_read_total", "counter", "extstore_bytes_read", "Bytes read from flash."],
    [
      "memcached_extstore_bytes_used",
      "counter",
      "extstore_bytes_used",
      "Bytes stored on flash; it can fall, whatever the type says.",
    ],
    [
      "memcached_extstore_bytes_fragmented",
      "gauge",
      "extstore_bytes_fragmented",
      "Bytes of flash pages that hold no valid item.",
    ],
    ["memcached_extstore_bytes_limit", "gauge", "extstore_limit_maxbytes", "Bytes of flash that may be used."],
    ["memcached_extstore_io_queue_depth", "gauge", "extstore_io_queue", "Reads and writes that wait for flash."],
  ]),
};

const PROXY: MetricGroup = {
  requires: { scope: "stats", stat: "proxy_backend_total" },
  metrics: metricsOf("stats", [
    [
      "memcached_proxy_conn_requests_total",
      "counter",
      "proxy_conn_requests",
      "Requests that clients sent to the proxy.",
    ],
    ["memcached_proxy_conn_errors_total", "counter", "proxy_conn_errors", "Errors the proxy returned to clients."],
    ["memcached_proxy_conn_oom_total", "counter", "proxy_conn_oom", "Requests the proxy had no memory for."],
    ["memcached_proxy_req_active", "gauge", "proxy_req_active", "Requests the proxy is working on."],
    ["memcached_proxy_config_reloads_total", "counter", "proxy_config_reloads", "Times the configuration was loaded."],
    [
      "memcached_proxy_config_reload_fails_total",
      "counter",
      "proxy_config_reload_fails",
      "Times the configuration could not be loaded.",
    ],
    [
      "memcached_proxy_config_cron_runs_total",
      "counter",
      "proxy_config_cron_runs",
      "Timed functions of the configuration that ran.",
    ],
    [
      "memcached_proxy_config_cron_fails_total",
      "counter",
      "proxy_config_cron_fails",
      "Timed functions of the configuration that failed.",
    ],
    ["memcached_proxy_backend_total", "gauge", "proxy_backend_total", "Servers behind the proxy."],
    [
      "memcached_proxy_backend_marked_bad_total",
      "counter",
      "proxy_backend_marked_bad",
      "Times a server behind the proxy was given up for a while.",
    ],
    ["memcached_proxy_backend_failed", "gauge", "proxy_backend_failed", "Requests to servers that failed."],
    [
      "memcached_proxy_request_failed_depth_total",
      "counter",
      "proxy_request_failed_depth",
      "Requests refused because too many waited for a server.",
    ],
    [
      "memcached_round_robin_fallback_total",
      "counter",
      "round_robin_fallback",
      "Connections given to a thread in turn because their network queue is unknown.",
    ],
    [
      "memcached_unexpected_napi_ids_total",
      "counter",
      "unexpected_napi_ids",
      "Connections from a network queue that was not expected.",
    ],
  ]),
};

/** In the order in which they are written. */
export const OPTION_GROUPS: readonly MetricGroup[] = [EXTSTORE, PROXY];
