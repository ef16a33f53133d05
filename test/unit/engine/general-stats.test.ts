/** The lines of `stats`: names, order, and numbers that come from all threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

/** Names as memcached 1.6.45 prints them, in its order, less those of features this server does not have. */
const MEMCACHED_ORDER = [
  "pid uptime time version libevent pointer_size rusage_user rusage_system max_connections curr_connections",
  "total_connections rejected_connections connection_structures cmd_get cmd_set cmd_flush cmd_touch cmd_meta get_hits",
  "get_misses get_expired get_flushed delete_misses delete_hits incr_misses incr_hits decr_misses decr_hits cas_misses",
  "cas_hits cas_badval touch_hits touch_misses store_too_large store_no_memory auth_cmds auth_errors bytes_read",
  "bytes_written limit_maxbytes accepting_conns listen_disabled_num time_in_listen_disabled_us threads conn_yields",
  "hash_power_level hash_bytes hash_is_expanding lru_maintainer_juggles malloc_fails bytes curr_items total_items",
  "slab_global_page_pool expired_unfetched evicted_unfetched evicted_active evictions reclaimed crawler_reclaimed",
  "crawler_items_checked lrutail_reflocked moves_to_cold moves_to_warm moves_within_lru direct_reclaims lru_bumps_dropped",
]
  .join(" ")
  .split(" ");

test("names and order are memcached's", () => {
  const text = new EngineHarness().run("stats\r\n");
  assert.deepEqual(
    [...text.matchAll(/^STAT (\S+) /gm)].map((match) => match[1]),
    MEMCACHED_ORDER,
  );
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
