/** The lines of `stats settings`. */
import type { StatLine } from "../engine/server-view.ts";
import type { ServerSettings, TlsSettings } from "./settings.ts";

/** What memcached says by default; here the default is a time, not a number. */
const REQUESTS_PER_EVENT = 20;
const WRITE_BUFFER_BYTES = 16 * 1024;
const TLS_VERSIONS = ["tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3"] as const;
const PROTOCOL_NAMES = { auto: "auto-negotiate", ascii: "ascii", binary: "binary" } as const;

/** What is only known once the server runs, or changes while it does. */
export interface LiveSettings {
  /** What cache_memlimit has set. */
  readonly memoryLimitBytes: number;
  /** The ports that were bound; 0 for none. */
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly verbosity: number;
  /** What stats detail has set. */
  readonly detailEnabled: boolean;
  /** What slabs, lru and lru_crawler have set since. */
  readonly automove: number;
  readonly automoveRatio: number;
  readonly automoveWindow: number;
  readonly lruSegmented: boolean;
  readonly hotLruPct: number;
  readonly warmLruPct: number;
  readonly hotMaxFactor: number;
  readonly warmMaxFactor: number;
  /** Negative while TEMP is off. */
  readonly temporaryTtl: number;
  readonly lruCrawler: boolean;
  readonly lruCrawlerSleepUs: number;
  readonly lruCrawlerToCrawl: number;
}

/** The lines in memcached's order; names of features that are off say so. */
export function settingLines(settings: ServerSettings, live: LiveSettings): readonly StatLine[] {
  return [
    ...connectionLines(settings, live),
    ...storeLines(settings, live),
    ...lruLines(settings, live),
    ["idle_timeout", settings.idleTimeoutSeconds],
    ["watcher_logbuf_size", settings.watcherLogBytes],
    ["worker_logbuf_size", settings.workerLogBytes],
    ["read_buf_mem_limit", settings.readBufferBytesMax],
    ["track_sizes", yesOrNo(settings.trackSizes)],
    ["inline_ascii_response", "no"],
    ...tlsLines(settings.tls),
    ["num_napi_ids", settings.napiIds],
    ["memory_file", "(null)"],
    ["client_flags_size", 4],
  ];
}

function connectionLines(settings: ServerSettings, live: LiveSettings): readonly StatLine[] {
  return [
    ["maxbytes", live.memoryLimitBytes],
    ["maxconns", settings.maxConnections],
    ["tcpport", live.tcpPort],
    ["udpport", live.udpPort],
    ["inter", interfaces(settings)],
    ["verbosity", live.verbosity],
    ["oldest", 0],
    ["evictions", settings.evictions ? "on" : "off"],
    ["domain_socket", settings.unixSocket ?? "NULL"],
    ["umask", settings.unixMask.toString(8)],
    ["shutdown_command", yesOrNo(settings.shutdownCommand)],
    ["growth_factor", settings.growthFactor.toFixed(2)],
    ["chunk_size", settings.slabMinSize],
    ["num_threads", settings.threads],
    ["num_threads_per_udp", settings.threads],
    ["stat_key_prefix", settings.prefixDelimiter],
    ["detail_enabled", yesOrNo(live.detailEnabled)],
    ["reqs_per_event", settings.requestsPerEvent ?? REQUESTS_PER_EVENT],
    ["cas_enabled", yesOrNo(settings.casEnabled)],
    ["tcp_backlog", settings.backlog],
    ["binding_protocol", PROTOCOL_NAMES[settings.protocol]],
    ["auth_enabled_sasl", yesOrNo(settings.sasl)],
    ["auth_enabled_ascii", settings.authFile ?? "no"],
  ];
}

function storeLines(settings: ServerSettings, live: LiveSettings): readonly StatLine[] {
  return [
    ["item_size_max", settings.itemSizeMax],
    ["maxconns_fast", yesOrNo(settings.maxConnectionsFast)],
    ["hashpower_init", settings.hashPower ?? 0],
    ["slab_reassign", yesOrNo(settings.slabReassign)],
    ["slab_automove", live.automove],
    ["slab_automove_ratio", live.automoveRatio.toFixed(2)],
    ["slab_automove_window", live.automoveWindow],
    ["slab_chunk_max", settings.slabChunkMax],
    ["lru_crawler", yesOrNo(live.lruCrawler)],
    ["lru_crawler_sleep", live.lruCrawlerSleepUs],
    ["lru_crawler_tocrawl", live.lruCrawlerToCrawl],
    ["tail_repair_time", settings.tailRepairSeconds],
    ["flush_enabled", yesOrNo(settings.flushEnabled)],
    ["dump_enabled", yesOrNo(settings.dumpEnabled)],
    ["hash_algorithm", "fnv1a"],
  ];
}

function lruLines(settings: ServerSettings, live: LiveSettings): readonly StatLine[] {
  return [
    ["lru_maintainer_thread", yesOrNo(settings.lruMaintainer)],
    ["lru_segmented", yesOrNo(live.lruSegmented)],
    ["hot_lru_pct", live.hotLruPct],
    ["warm_lru_pct", live.warmLruPct],
    ["hot_max_factor", live.hotMaxFactor.toFixed(2)],
    ["warm_max_factor", live.warmMaxFactor.toFixed(2)],
    ["temp_lru", yesOrNo(live.temporaryTtl >= 0)],
    ["temporary_ttl", live.temporaryTtl >= 0 ? live.temporaryTtl : settings.temporaryTtl],
  ];
}

function tlsLines(tls: TlsSettings | undefined): readonly StatLine[] {
  return [
    ["ssl_enabled", yesOrNo(tls !== undefined)],
    ["ssl_chain_cert", tls?.chainCert ?? "(null)"],
    ["ssl_key", tls?.key ?? "(null)"],
    ["ssl_verify_mode", tls?.verifyMode ?? 0],
    ["ssl_keyformat", tls?.keyFormat === "der" ? 2 : 1],
    ["ssl_ciphers", tls?.ciphers ?? "NULL"],
    ["ssl_ca_cert", tls?.caCert ?? "NULL"],
    ["ssl_wbuf_size", tls?.writeBufferBytes ?? WRITE_BUFFER_BYTES],
    ["ssl_session_cache", yesOrNo(tls?.sessionCache ?? false)],
    ["ssl_kernel_tls", yesOrNo(tls?.kernelTls ?? false)],
    ["ssl_min_version", TLS_VERSIONS[tls?.minVersion ?? 2]],
  ];
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

/** What -l said: memcached prints NULL for "all interfaces, or none because of -s". */
function interfaces(settings: ServerSettings): string {
  return settings.unixSocket === undefined ? settings.listen.map(({ host }) => host).join(",") : "NULL";
}
