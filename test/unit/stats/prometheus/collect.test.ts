/** From statistics to series. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { collectFamilies, type PrometheusOptions, type ServerStats } from "../../../../src/stats/prometheus/collect.ts";
import { labelText } from "../../../../src/stats/prometheus/exposition.ts";
import { expectedMetrics } from "../../../support/memcached-exporter.ts";
import { SMALL_SERVER, viewsOf } from "../../../support/memcached-stats.ts";

const SMALL: ServerStats = { address: "a:11211", up: true, views: SMALL_SERVER };
const DEAD: ServerStats = { address: "b:11211", up: false };

function collect(servers: readonly ServerStats[], options?: PrometheusOptions) {
  const { families, faults } = collectFamilies(servers, options);
  const series = new Map(
    families.flatMap(({ name, samples }) => samples.map(({ labels, value }) => [name + labelText(labels), value])),
  );
  return { families, faults, series };
}

describe("collectFamilies", () => {
  it("makes what memcached_exporter makes, and nothing of what the server does not say", () => {
    const { families } = collect([SMALL], { extras: false });
    const found = families.map(({ name, type, samples }) => {
      const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
      return `${type} ${name} ${[...labels].sort().join()}`;
    });
    assert.deepEqual(found.sort(), expectedMetrics(SMALL_SERVER));
  });
  it("subtracts cas from set: all of it for the server, what found an item for a class", () => {
    const { series } = collect([SMALL]);
    assert.equal(series.get('memcached_commands_total{command="set",status="hit"}'), "69");
    assert.equal(series.get('memcached_slab_commands_total{slab="1",command="set",status="hit"}'), "80");
    assert.equal(series.get('memcached_commands_total{command="cas",status="badval"}'), "13");
    assert.equal(series.get('memcached_commands_total{command="get",status="hit"}'), "18446744073709551615");
    assert.equal(series.get('memcached_slab_lru_hits_total{slab="1",lru="temporary"}'), "9");
    assert.equal(series.get('memcached_version{version="1.6.45"}'), "1");
    assert.equal(series.get("memcached_malloced_bytes"), "2097152");
    assert.equal(series.get("memcached_lru_crawler_maintainer_thread"), "0");
  });
  it("mem_requested is a counter from stats items, a gauge from stats slabs, and one series where both say it", () => {
    const type = (views: ServerStats & { up: true }) => {
      const family = collect([views]).families.find(({ name }) => name === "memcached_slab_mem_requested_bytes");
      return [family?.type, ...(family?.samples.map(({ value }) => value) ?? [])];
    };
    const inSlabs = viewsOf({ slabs: "1:mem_requested 5" });
    const inBoth = viewsOf({ slabs: "1:mem_requested 5", items: "items:1:mem_requested 6" });
    assert.deepEqual(type({ address: "a", up: true, views: inSlabs }), ["gauge", "5"]);
    assert.deepEqual(type({ address: "a", up: true, views: inBoth }), ["counter", "6"]);
  });
  it("crawler settings, flash and proxy are only there while they are on", () => {
    const names = (views: Parameters<typeof expectedMetrics>[0]) =>
      collect([{ address: "a", up: true, views }], { extras: false }).families.map(({ name }) => name);
    const off = viewsOf({
      "": "round_robin_fallback 1\nextstore_io_queue 2",
      settings: "lru_crawler no\nhot_lru_pct 20",
    });
    assert.deepEqual(names(off), ["memcached_up"]);
    const on = viewsOf({
      "": "round_robin_fallback 1\nproxy_backend_total 3\nextstore_limit_maxbytes 4\nextstore_io_queue 2",
      settings: "lru_crawler yes\nhot_lru_pct 20",
    });
    assert.deepEqual(names(on), [
      "memcached_up",
      "memcached_lru_crawler_enabled",
      "memcached_lru_crawler_hot_percent",
      "memcached_extstore_bytes_limit",
      "memcached_extstore_io_queue_depth",
      "memcached_proxy_backend_total",
      "memcached_round_robin_fallback_total",
    ]);
  });
  it("what cannot be read makes the server down, and the rest is still there", () => {
    const views = viewsOf({ "": "uptime 5\ncurr_items many\nbytes lots", settings: "lru_crawler maybe" });
    const { series, faults } = collect([{ address: "a:1", up: true, views }]);
    assert.deepEqual(
      [...series],
      [
        ["memcached_up", "0"],
        ["memcached_uptime_seconds", "5"],
      ],
    );
    assert.deepEqual([...faults], [["a:1", 'its bytes is "lots"']]);
    assert.equal(faults.size, 1);
  });
  it("a server of more slab classes than there can be is down, and none of them is a series", () => {
    const classes = Array.from({ length: 1001 }, (_, index) => `items:${index}:number 1`).join("\n");
    const { series, faults } = collect([{ address: "a:1", up: true, views: viewsOf({ items: classes }) }]);
    assert.deepEqual([...series], [["memcached_up", "0"]]);
    assert.equal(faults.get("a:1"), "it has 1001 slab classes");
  });
  it("a server that refuses what it has to answer is down, as memcached_exporter has it", () => {
    const views = viewsOf({ "": "uptime 5" });
    const { series, faults } = collect([{ address: "a:1", up: true, views }], { required: ["", "settings"] });
    assert.deepEqual(
      [...series],
      [
        ["memcached_up", "0"],
        ["memcached_uptime_seconds", "5"],
      ],
    );
    assert.equal(faults.get("a:1"), "it refuses `stats settings`");
    assert.equal(collect([{ address: "a:1", up: true, views }]).faults.size, 0);
  });
  it("a dead server is one series", () => {
    assert.deepEqual([...collect([DEAD]).series], [["memcached_up", "0"]]);
    assert.deepEqual([...collect([]).series], []);
  });
  it("several servers are told apart by the label server, in whole families", () => {
    const { series, families } = collect([SMALL, DEAD, { ...SMALL, address: "c:11211" }, SMALL]);
    assert.equal(series.get('memcached_up{server="a:11211"}'), "1");
    assert.equal(series.get('memcached_up{server="b:11211"}'), "0");
    assert.equal(series.get('memcached_slab_chunk_size_bytes{server="c:11211",slab="2"}'), "120");
    assert.equal(new Set(families.map(({ name }) => name)).size, families.length);
    assert.equal(families.find(({ name }) => name === "memcached_up")?.samples.length, 3);
    assert.ok(collect([SMALL], { serverLabel: true }).series.has('memcached_current_items{server="a:11211"}'));
  });
  it("leaves out slab classes and extras, each on its own", () => {
    const has = (options: PrometheusOptions) => {
      const { series } = collect([SMALL], options);
      return [
        "memcached_malloced_bytes",
        "memcached_get_expired_total",
        'memcached_slab_chunk_size_bytes{slab="1"}',
        'memcached_slab_items_evicted_active_total{slab="1"}',
      ].map((key) => series.has(key));
    };
    assert.deepEqual(has({}), [true, true, true, true]);
    assert.deepEqual(has({ slabs: false }), [true, true, false, false]);
    assert.deepEqual(has({ extras: false }), [true, false, true, false]);
    assert.equal(collect([SMALL]).series.get("memcached_connections_listener_disabled_seconds_total"), "1.500000");
  });
});
