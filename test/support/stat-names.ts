/**
 * The names of memcached 1.6.45's statistics, in its order, as data. A name with conditions (`name?a&b`) is told only while all of
 * them hold: features of the server, `old` for the installed 1.6.18, `new` for 1.6.45. Names of flash storage and proxy are left
 * out, but for those that Debian's 1.6.18 has whether they are used or not.
 */

/** What names depend on. */
export type StatCondition =
  | "maxconns_fast"
  | "idle_timeout"
  | "slab_reassign"
  | "crawler"
  | "maintainer"
  | "temp_lru"
  | "tls"
  | "session_cache"
  | "old"
  | "new";

/** `stats`. */
const GENERAL = `
  pid uptime time version libevent pointer_size rusage_user rusage_system max_connections curr_connections total_connections
  rejected_connections?maxconns_fast connection_structures response_obj_oom response_obj_count response_obj_bytes
  read_buf_count read_buf_bytes read_buf_bytes_free read_buf_oom reserved_fds
  cmd_get cmd_set cmd_flush cmd_touch cmd_meta get_hits get_misses get_expired get_flushed delete_misses delete_hits
  incr_misses incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval touch_hits touch_misses
  store_too_large store_no_memory auth_cmds auth_errors idle_kicks?idle_timeout bytes_read bytes_written limit_maxbytes
  accepting_conns listen_disabled_num time_in_listen_disabled_us threads conn_yields
  hash_power_level hash_bytes hash_is_expanding
  slab_reassign_rescues?slab_reassign slab_reassign_chunk_rescues?slab_reassign
  slab_reassign_evictions_nomem?slab_reassign&old slab_reassign_inline_reclaim?slab_reassign
  slab_reassign_busy_items?slab_reassign slab_reassign_busy_deletes?slab_reassign
  slab_reassign_busy_nomem?slab_reassign&new slab_reassign_last_busy_status?slab_reassign&new
  slab_reassign_running?slab_reassign slabs_moved?slab_reassign
  lru_crawler_running?crawler lru_crawler_starts?crawler lru_maintainer_juggles?maintainer malloc_fails
  log_worker_dropped log_worker_written log_watcher_skipped log_watcher_sent log_watchers
  ssl_new_sessions?tls&session_cache ssl_handshake_errors?tls ssl_proto_errors?tls&new time_since_server_cert_refresh?tls
  unexpected_napi_ids round_robin_fallback bytes curr_items total_items slab_global_page_pool
  expired_unfetched evicted_unfetched evicted_active?maintainer evictions reclaimed
  crawler_reclaimed crawler_items_checked lrutail_reflocked
  moves_to_cold?maintainer moves_to_warm?maintainer moves_within_lru?maintainer direct_reclaims?maintainer
  lru_bumps_dropped?maintainer`;

/** `stats settings`; Debian builds 1.6.18 with TLS and flash storage. */
const SETTINGS = `
  maxbytes maxconns tcpport udpport inter verbosity oldest evictions domain_socket umask shutdown_command growth_factor
  chunk_size num_threads num_threads_per_udp stat_key_prefix detail_enabled reqs_per_event cas_enabled tcp_backlog
  binding_protocol auth_enabled_sasl auth_enabled_ascii item_size_max maxconns_fast hashpower_init slab_reassign
  slab_automove slab_automove_ratio slab_automove_window slab_chunk_max lru_crawler lru_crawler_sleep lru_crawler_tocrawl
  tail_repair_time flush_enabled dump_enabled hash_algorithm lru_maintainer_thread lru_segmented hot_lru_pct warm_lru_pct
  hot_max_factor warm_max_factor temp_lru temporary_ttl idle_timeout watcher_logbuf_size worker_logbuf_size
  read_buf_mem_limit track_sizes inline_ascii_response
  ext_item_size?old ext_item_age?old ext_low_ttl?old ext_recache_rate?old ext_wbuf_size?old ext_compact_under?old
  ext_drop_under?old ext_max_sleep?old ext_max_frag?old slab_automove_freeratio?old ext_drop_unread?old
  ssl_enabled ssl_chain_cert ssl_key ssl_verify_mode ssl_keyformat ssl_ciphers ssl_ca_cert ssl_wbuf_size ssl_session_cache
  ssl_kernel_tls ssl_min_version num_napi_ids memory_file client_flags_size?new`;

/** `stats items`, behind `items:CLASS:`, for each class with items. */
const ITEMS = `
  number number_hot?maintainer number_warm?maintainer number_cold?maintainer number_temp?maintainer&temp_lru
  age_hot?maintainer age_warm?maintainer age mem_requested evicted evicted_nonzero evicted_time outofmemory tailrepairs
  reclaimed expired_unfetched evicted_unfetched evicted_active?maintainer crawler_reclaimed crawler_items_checked
  lrutail_reflocked moves_to_cold?maintainer moves_to_warm?maintainer moves_within_lru?maintainer
  direct_reclaims?maintainer hits_to_hot?maintainer hits_to_warm?maintainer hits_to_cold?maintainer
  hits_to_temp?maintainer`;

/** `stats slabs`, behind `CLASS:`, for each class with a page. */
const SLABS = `
  chunk_size chunks_per_page total_pages total_chunks used_chunks free_chunks free_chunks_end get_hits cmd_set delete_hits
  incr_hits decr_hits cas_hits cas_badval touch_hits`;

/** What follows the classes of `stats slabs`. */
const SLABS_END = "active_slabs total_malloced";

/** `stats conns`, behind `DESCRIPTOR:`, of a listener, of a TCP client, and of a UDP socket that has heard nothing yet. */
const CONNECTIONS = {
  listener: "addr state secs_since_last_cmd",
  client: "addr listen_addr state secs_since_last_cmd",
  udp: "UDP addr state secs_since_last_cmd",
} as const;

/** The names of a server, given what is true of it. */
export class StatNames {
  readonly #conditions: ReadonlySet<StatCondition>;

  constructor(conditions: Iterable<StatCondition>) {
    this.#conditions = new Set(conditions);
  }

  get general(): readonly string[] {
    return this.#names(GENERAL);
  }

  get settings(): readonly string[] {
    return this.#names(SETTINGS);
  }

  /** @param classes that hold items, in their order */
  items(classes: readonly number[]): readonly string[] {
    return classes.flatMap((slabClass) => this.#names(ITEMS).map((name) => `items:${slabClass}:${name}`));
  }

  /** @param classes that own pages, in their order */
  slabs(classes: readonly number[]): readonly string[] {
    const ofClasses = classes.flatMap((slabClass) => this.#names(SLABS).map((name) => `${slabClass}:${name}`));
    return [...ofClasses, ...this.#names(SLABS_END)];
  }

  /** The rows there may be, each its names behind the descriptor. */
  connection(kind: keyof typeof CONNECTIONS): readonly string[] {
    return this.#names(CONNECTIONS[kind]);
  }

  #names(text: string): readonly string[] {
    return text
      .trim()
      .split(/\s+/)
      .flatMap((word) => {
        const [name = "", conditions] = word.split("?");
        const all = (conditions?.split("&") ?? []) as StatCondition[];
        return all.every((condition) => this.#conditions.has(condition)) ? [name] : [];
      });
  }
}
