/** The lines of `stats` without a sub-command: memcached's names, in memcached's order. */
import { COUNTER, THREAD_COUNTERS, type ThreadCounterName } from "../stats/counter-names.ts";
import { sumCounters } from "../stats/thread-counters.ts";
import { BUSY_STATUS } from "../store/page-move-order.ts";
import { type StoreTotals, storeTotals } from "../store/store-stats.ts";
import type { StatsSource } from "./context.ts";
import type { ServerFacts, StatLine, TlsFacts } from "./server-view.ts";
import { MEMCACHED_VERSION } from "./simple-verbs.ts";

/** Counters that are printed one after another, in the order they are kept. */
const COMMAND_COUNTERS = THREAD_COUNTERS.slice(0, COUNTER.bytes_written + 1);

/** Descriptors that memcached keeps for itself, for each of its threads. */
const RESERVED_DESCRIPTORS_PER_THREAD = 5;

/** By their numbers. */
const BUSY_STATUS_NAMES = Object.keys(BUSY_STATUS);

const US_PER_SECOND = 1_000_000;

/** A counter summed over all threads. */
type Total = (name: ThreadCounterName) => number;

/** Everything `stats` tells. Sums are taken while threads go on counting, so they may differ by a moment. */
export function generalStats(context: StatsSource): readonly StatLine[] {
  const { totals } = sumCounters(context.allCounters);
  const total: Total = (name) => totals[COUNTER[name]] as number;
  const counted = (...names: readonly ThreadCounterName[]): StatLine[] => names.map((name) => [name, total(name)]);
  const facts = context.server.facts();
  const store = storeTotals(context.store);
  const { features } = facts;
  return [
    ...processLines(facts),
    ...counted(...COMMAND_COUNTERS.filter((name) => name !== "idle_kicks" || features.kicksIdle)),
    ...serverLines(facts, store, total),
    ...(features.reassignsSlabs ? reassignLines(context, counted) : []),
    ...crawlerLines(context, total),
    ...(features.maintainsLru ? [["lru_maintainer_juggles", store.lru_maintainer_juggles] as const] : []),
    ["malloc_fails", store.malloc_fails],
    ...counted("log_worker_dropped", "log_worker_written", "log_watcher_skipped", "log_watcher_sent"),
    ["log_watchers", facts.watchers],
    ...tlsLines(facts.tls, total),
    ...(context.server.persistence() ?? []),
    ["unexpected_napi_ids", 0],
    ["round_robin_fallback", 0],
    ...itemLines(store, total, features.maintainsLru),
  ];
}

function processLines(facts: ServerFacts): readonly StatLine[] {
  const { threads } = facts;
  return [
    ["pid", facts.pid],
    ["uptime", facts.uptimeSeconds],
    ["time", facts.unixSeconds],
    ["version", MEMCACHED_VERSION],
    ["libevent", `node ${process.versions.node} uv ${process.versions.uv}`],
    ["pointer_size", 64],
    ["rusage_user", cpuSeconds(facts.userCpuUs)],
    ["rusage_system", cpuSeconds(facts.systemCpuUs)],
    ["max_connections", facts.maxConnections],
    ["curr_connections", facts.currentConnections],
    ["total_connections", facts.totalConnections],
    ...(facts.features.rejectsConnections ? [["rejected_connections", facts.rejectedConnections] as const] : []),
    ["connection_structures", facts.currentConnections],
    ["response_obj_oom", 0],
    ["response_obj_count", threads],
    ["response_obj_bytes", facts.replyBufferBytes],
    ["read_buf_count", threads],
    ["read_buf_bytes", facts.readBufferBytes],
    ["read_buf_bytes_free", facts.readBufferBytes],
    ["read_buf_oom", 0],
    ["reserved_fds", threads * RESERVED_DESCRIPTORS_PER_THREAD],
  ];
}

function serverLines(facts: ServerFacts, store: StoreTotals, total: Total): readonly StatLine[] {
  return [
    ["limit_maxbytes", store.limit_maxbytes],
    ["accepting_conns", facts.accepting ? 1 : 0],
    ["listen_disabled_num", facts.listenDisabledCount],
    ["time_in_listen_disabled_us", facts.listenDisabledUs],
    ["threads", facts.threads],
    ["conn_yields", total("conn_yields")],
    ["hash_power_level", store.hash_power_level],
    ["hash_bytes", store.hash_bytes],
    ["hash_is_expanding", store.hash_is_expanding],
  ];
}

function reassignLines(
  { store }: StatsSource,
  counted: (...names: readonly ThreadCounterName[]) => StatLine[],
): readonly StatLine[] {
  const { moveOrder } = store.parts;
  return [
    ...counted(
      "slab_reassign_rescues",
      "slab_reassign_chunk_rescues",
      "slab_reassign_inline_reclaim",
      "slab_reassign_busy_items",
      "slab_reassign_busy_deletes",
      "slab_reassign_busy_nomem",
    ),
    ["slab_reassign_last_busy_status", BUSY_STATUS_NAMES[moveOrder.busyStatus] ?? "none"],
    ["slab_reassign_running", moveOrder.isRunning ? 1 : 0],
    ...counted("slabs_moved"),
  ];
}

function crawlerLines({ store }: StatsSource, total: Total): readonly StatLine[] {
  const { tuning, crawlOrder } = store.parts;
  if (!tuning.crawlerEnabled) {
    return [];
  }
  return [
    ["lru_crawler_running", crawlOrder.isCrawling ? 1 : 0],
    ["lru_crawler_starts", total("lru_crawler_starts")],
  ];
}

function itemLines(store: StoreTotals, total: Total, maintainsLru: boolean): readonly StatLine[] {
  const maintained: readonly StatLine[] = [
    ["moves_to_cold", store.moves_to_cold],
    ["moves_to_warm", store.moves_to_warm],
    ["moves_within_lru", store.moves_within_lru],
    ["direct_reclaims", store.direct_reclaims],
    ["lru_bumps_dropped", total("lru_bumps_dropped")],
  ];
  return [
    ["bytes", store.bytes],
    ["curr_items", store.curr_items],
    ["total_items", total("total_items")],
    ["slab_global_page_pool", store.slab_global_page_pool],
    ["expired_unfetched", store.expired_unfetched],
    ["evicted_unfetched", store.evicted_unfetched],
    ...(maintainsLru ? [["evicted_active", store.evicted_active] as const] : []),
    ["evictions", store.evictions],
    ["reclaimed", store.reclaimed],
    ["crawler_reclaimed", store.crawler_reclaimed],
    ["crawler_items_checked", store.crawler_items_checked],
    ["lrutail_reflocked", store.lrutail_reflocked],
    ...(maintainsLru ? maintained : []),
  ];
}

function tlsLines(tls: TlsFacts | undefined, total: Total): readonly StatLine[] {
  if (tls === undefined) {
    return [];
  }
  const sessions: readonly StatLine[] = tls.resumesSessions ? [["ssl_new_sessions", total("ssl_new_sessions")]] : [];
  return [
    ...sessions,
    ["ssl_handshake_errors", total("ssl_handshake_errors")],
    ["ssl_proto_errors", total("ssl_proto_errors")],
    ["time_since_server_cert_refresh", tls.certificateAgeSeconds],
  ];
}

/** As memcached prints CPU time: seconds with six digits. */
function cpuSeconds(microseconds: number): string {
  const whole = Math.floor(microseconds / US_PER_SECOND);
  return `${whole}.${String(Math.floor(microseconds % US_PER_SECOND)).padStart(6, "0")}`;
}
