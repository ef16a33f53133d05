/** What the numbers of memcached mean. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StatsSubcommand } from "../../../src/monitor/reading.ts";
import { behaviourOf, kindOf, plainName } from "../../../src/monitor/stat-kinds.ts";

describe("behaviourOf", () => {
  it("tells counters, gauges and clocks apart, whatever the class", () => {
    const cases: [StatsSubcommand, string, string][] = [
      ["", "cmd_get", "counter"],
      ["", "a_stat_of_the_future", "counter"],
      ["", "curr_items", "gauge"],
      ["", "uptime", "clock"],
      ["items", "items:12:evicted", "counter"],
      ["items", "items:12:age", "gauge"],
      ["slabs", "3:free_chunks", "gauge"],
      ["slabs", "3:get_hits", "counter"],
      ["settings", "num_threads", "gauge"],
    ];
    for (const [subcommand, name, behaviour] of cases) {
      assert.equal(behaviourOf(subcommand, name), behaviour, name);
    }
  });
});

describe("kindOf", () => {
  it("knows units", () => {
    assert.deepEqual(["bytes", "5:chunk_size", "items:5:evicted_time", "cmd_get"].map(kindOf), [
      "bytes",
      "bytes",
      "seconds",
      "count",
    ]);
  });
  it("takes classes off names, and nothing else", () => {
    assert.deepEqual(["items:5:age", "5:age", "age", "a:5:age"].map(plainName), ["age", "age", "age", "a:5:age"]);
  });
});
