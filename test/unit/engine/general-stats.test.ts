/** The lines of `stats`: names, order, and numbers that come from all threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

/** Every name memcached 1.6.45 prints by default, in its order, without flash storage, proxy and TLS. */
const DEFAULT_NAMES = [
  "pid uptime time version libevent pointer_size rusage_user rusage_system max_connections curr_connections",
  "total_connections rejected_connections connection_structures response_obj_oom response_obj_count response_obj_bytes",
  "read_buf_count read_buf_bytes read_buf_bytes_free read_buf_oom reserved_fds cmd_get cmd_set cmd_flush cmd_touch",
  "cmd_meta get_hits get_misses get_expired get_flushed delete_misses delete_hits incr_misses incr_hits decr_misses",
  "decr_hits cas_misses cas_hits cas_badval touch_hits touch_misses store_too_large store_no_memory auth_cmds auth_errors",
  "bytes_read bytes_written limit_maxbytes accepting_conns listen_disabled_num time_in_listen_disabled_us threads",
  "conn_yields hash_power_level hash_bytes hash_is_expanding slab_reassign_rescues slab_reassign_chunk_rescues",
  "slab_reassign_inline_reclaim slab_reassign_busy_items slab_reassign_busy_deletes slab_reassign_busy_nomem",
  "slab_reassign_last_busy_status slab_reassign_running slabs_moved lru_crawler_running lru_crawler_starts",
  "lru_maintainer_juggles malloc_fails log_worker_dropped log_worker_written log_watcher_skipped log_watcher_sent",
  "log_watchers unexpected_napi_ids round_robin_fallback bytes curr_items total_items slab_global_page_pool",
  "expired_unfetched evicted_unfetched evicted_active evictions reclaimed crawler_reclaimed crawler_items_checked",
  "lrutail_reflocked moves_to_cold moves_to_warm moves_within_lru direct_reclaims lru_bumps_dropped",
]
  .join(" ")
  .split(" ");

const MAINTAINER_NAMES =
  /^(?:lru_maintainer_juggles|evicted_active|moves_to_cold|moves_to_warm|moves_within_lru|direct_reclaims|lru_bumps_dropped)$/;

function names(harness: EngineHarness): (string | undefined)[] {
  return [...harness.run("stats\r\n").matchAll(/^STAT (\S+) /gm)].map((match) => match[1]);
}

test("names, number and order are memcached's", () => {
  assert.equal(DEFAULT_NAMES.length, 93);
  assert.deepEqual(names(new EngineHarness()), DEFAULT_NAMES);
});

test("without crawler and maintainer there are the 84 that memcached's own suite wants", () => {
  const harness = new EngineHarness({ crawlerEnabled: false });
  harness.server.features = { maintainsLru: false };
  const expected = DEFAULT_NAMES.filter((name) => !name.startsWith("lru_crawler_") && !MAINTAINER_NAMES.test(name));
  assert.equal(expected.length, 84);
  assert.deepEqual(names(harness), expected);
});

test("other features come and go with their lines", () => {
  const harness = new EngineHarness();
  harness.server.features = { rejectsConnections: false, kicksIdle: true, reassignsSlabs: false };
  const found = names(harness);
  assert.equal(found.includes("rejected_connections"), false);
  assert.equal(
    found.some((name) => name?.startsWith("slab_reassign") === true),
    false,
  );
  assert.equal(found[found.indexOf("auth_errors") + 1], "idle_kicks");
});

test("facts of the server stand where they belong", () => {
  const harness = new EngineHarness();
  harness.engine.counters.values[COUNTER.bytes_read] = 12345;
  const text = harness.run("stats\r\n");
  for (const line of ["pid 77", "curr_connections 3", "total_connections 9", "rejected_connections 1", "threads 2"]) {
    assert.ok(text.includes(`STAT ${line}\r\n`), line);
  }
  assert.ok(text.includes("STAT bytes_read 12345\r\n"));
});
