/** From requests to replies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AdminPages, type AdminSources } from "../../../../src/server/admin/admin-pages.ts";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import { Readiness } from "../../../../src/server/admin/readiness.ts";
import { StatsReader } from "../../../../src/server/admin/stats-reader.ts";
import { ThreadCounters } from "../../../../src/stats/thread-counters.ts";
import { Store } from "../../../../src/store/store.ts";
import { readExposition } from "../../../support/exposition.ts";
import { createThreadData } from "../../../support/thread-data.ts";

const PROCESS_LINES = "# HELP process_x X.\n# TYPE process_x gauge\nprocess_x 1\n";

function createPages(more: Partial<AdminSources> = {}): { pages: AdminPages; sources: AdminSources } {
  const sources: AdminSources = {
    reader: new StatsReader(createThreadData()),
    readiness: new Readiness(),
    metrics: new MetricRegistry(),
    processMetrics: async () => PROCESS_LINES,
    unixMs: () => 0,
    ...more,
  };
  return { pages: new AdminPages(sources), sources };
}

test("/metrics: memcached's series without a label for the server, what was registered, and the process", async () => {
  const { pages, sources } = createPages();
  sources.metrics.add(() => [
    { name: "memtool_persist_errors_total", type: "counter", help: "Errors.", samples: [{ labels: {}, value: "3" }] },
  ]);
  const { status, type, text } = await pages.answer("GET", "/metrics?any=thing");
  assert.deepEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  const families = readExposition(text);
  assert.ok(text.includes("\nmemcached_up 1\n"));
  assert.equal(families.get("memcached_max_connections")?.samples[0]?.value, "1024");
  assert.equal(families.get("memtool_persist_errors_total")?.samples[0]?.value, "3");
  assert.equal(families.get("process_x")?.samples[0]?.value, "1");
});

test("/readyz is 503 until every condition holds, and /healthz is not", async () => {
  const { pages, sources } = createPages();
  let isReady = false;
  sources.readiness.add("recovery", () => ({ ready: isReady, reason: "half of it" }));
  const refused = await pages.answer("GET", "/readyz");
  assert.deepEqual([refused.status, refused.type], [503, "application/json"]);
  assert.equal(JSON.parse(refused.text).conditions[0].reason, "half of it");
  assert.equal((await pages.answer("GET", "/healthz")).status, 200);
  assert.equal(JSON.parse((await pages.answer("GET", "/stats.json")).text).ready, false);
  isReady = true;
  assert.equal((await pages.answer("GET", "/readyz")).status, 200);
});

test("what is not there is 404 with what is, what could change something 405", async () => {
  const { pages } = createPages();
  for (const target of ["/", "/metrics/", "/Metrics", "/%6detrics", "/../metrics/x"]) {
    const { status, text } = await pages.answer("GET", target);
    assert.deepEqual([status, text], [404, "there are /metrics, /healthz, /readyz and /stats.json\n"], target);
  }
  assert.equal((await pages.answer("DELETE", "/metrics")).status, 405);
  assert.equal((await pages.answer("HEAD", "/metrics")).status, 200);
});

test("who asks at the same time shares a page, who asks later gets a new one", async () => {
  let made = 0;
  const { pages } = createPages({ processMetrics: async () => `# made ${++made}\n` });
  const replies = await Promise.all(Array.from({ length: 50 }, () => pages.answer("GET", "/metrics")));
  assert.equal(made, 1);
  assert.equal(new Set(replies).size, 1);
  await pages.answer("GET", "/metrics");
  assert.equal(made, 2);
});

test("a lock that nobody gives back is a 503 that says so", async () => {
  const shared = createThreadData();
  const { pages } = createPages({ reader: new StatsReader(shared) });
  const dead = Store.attach(shared.region, 0, ThreadCounters.attach(shared.counters, 0));
  dead.parts.locks.lockClass(1);
  const { status, text } = await pages.answer("GET", "/stats.json");
  assert.equal(status, 503);
  assert.match(text, /^the statistics cannot be read: lock \d+ has been held by thread 1 for 1 s\n$/);
});

test("any other failure is left to the listener", async () => {
  const { pages } = createPages({ processMetrics: () => Promise.reject(new Error("planted")) });
  await assert.rejects(pages.answer("GET", "/metrics"), /planted/);
  assert.equal((await pages.answer("GET", "/stats.json")).status, 200);
});
