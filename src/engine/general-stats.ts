/** The lines of `stats` without a sub-command, in memcached's order. */
import { COUNTER, THREAD_COUNTERS, type ThreadCounterName } from "../stats/counter-names.ts";
import { sumCounters } from "../stats/thread-counters.ts";
import { storeTotals } from "../store/store-stats.ts";
import type { EngineContext } from "./context.ts";
import type { StatLine } from "./server-view.ts";
import { MEMCACHED_VERSION } from "./simple-verbs.ts";

/** Counters that are printed one after another, in the order they are kept. */
const COMMAND_COUNTERS = THREAD_COUNTERS.slice(0, COUNTER.bytes_written + 1);

const US_PER_SECOND = 1_000_000;

/** Everything `stats` tells. Sums are taken while threads go on counting, so they may differ by a moment. */
export function generalStats(context: EngineContext): readonly StatLine[] {
  const { totals } = sumCounters(context.allCounters);
  const { kicksIdle } = context.server.facts();
  const total = (name: ThreadCounterName): number => totals[COUNTER[name]] as number;
  return [
    ...processLines(context),
    ...COMMAND_COUNTERS.filter((name) => name !== "idle_kicks" || kicksIdle).map(
      (name): StatLine => [name, total(name)],
    ),
    ...storeLines(context, total("conn_yields"), total("total_items")),
  ];
}

function processLines(context: EngineContext): readonly StatLine[] {
  const facts = context.server.facts();
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
    ["rejected_connections", facts.rejectedConnections],
    ["connection_structures", facts.currentConnections],
  ];
}

function storeLines(context: EngineContext, connYields: number, totalItems: number): readonly StatLine[] {
  const facts = context.server.facts();
  const store = storeTotals(context.store);
  return [
    ["limit_maxbytes", store.limit_maxbytes],
    ["accepting_conns", facts.accepting ? 1 : 0],
    ["listen_disabled_num", facts.listenDisabledCount],
    ["time_in_listen_disabled_us", facts.listenDisabledUs],
    ["threads", facts.threads],
    ["conn_yields", connYields],
    ["hash_power_level", store.hash_power_level],
    ["hash_bytes", store.hash_bytes],
    ["hash_is_expanding", store.hash_is_expanding],
    ["lru_maintainer_juggles", store.lru_maintainer_juggles],
    ["malloc_fails", store.malloc_fails],
    ["bytes", store.bytes],
    ["curr_items", store.curr_items],
    ["total_items", totalItems],
    ["slab_global_page_pool", store.slab_global_page_pool],
    ["expired_unfetched", store.expired_unfetched],
    ["evicted_unfetched", store.evicted_unfetched],
    ["evicted_active", store.evicted_active],
    ["evictions", store.evictions],
    ["reclaimed", store.reclaimed],
    ["crawler_reclaimed", store.crawler_reclaimed],
    ["crawler_items_checked", store.crawler_items_checked],
    ["lrutail_reflocked", store.lrutail_reflocked],
    ["moves_to_cold", store.moves_to_cold],
    ["moves_to_warm", store.moves_to_warm],
    ["moves_within_lru", store.moves_within_lru],
    ["direct_reclaims", store.direct_reclaims],
    ["lru_bumps_dropped", 0],
  ];
}

/** As memcached prints CPU time: seconds with six digits. */
function cpuSeconds(microseconds: number): string {
  const whole = Math.floor(microseconds / US_PER_SECOND);
  return `${whole}.${String(Math.floor(microseconds % US_PER_SECOND)).padStart(6, "0")}`;
}
