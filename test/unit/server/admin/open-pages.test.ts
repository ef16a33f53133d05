/** What the server's own room says on the pages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import { openPages } from "../../../../src/server/admin/open-pages.ts";
import { Readiness } from "../../../../src/server/admin/readiness.ts";
import { SharedState } from "../../../../src/server/shared-state.ts";
import { createThreadData } from "../../../support/thread-data.ts";

const HTTP = { host: "127.0.0.1", port: 0 };

test("at the limit of connections it is not ready", async () => {
  const shared = createThreadData({ maxConnections: 1 });
  const sources = { readiness: new Readiness(), metrics: new MetricRegistry() };
  const listener = await openPages(HTTP, sources, shared, assert.fail);
  const state = new SharedState(shared.state);
  const ready = async () => {
    const response = await fetch(`${listener.url}/readyz`);
    return [response.status, ((await response.json()) as { conditions: { reason?: string }[] }).conditions[0]?.reason];
  };
  try {
    assert.deepEqual(await ready(), [200, undefined]);
    state.connectionOpened(0);
    assert.deepEqual(await ready(), [503, "all 1 connections that there may be (-c) are open"]);
    state.connectionClosed(0);
    assert.deepEqual(await ready(), [200, undefined]);
  } finally {
    listener.close();
  }
});

test("a bug costs a page, is logged, and is not shown", async () => {
  const sources = { readiness: new Readiness(), metrics: new MetricRegistry() };
  sources.metrics.add(() => {
    throw new Error("planted");
  });
  const lines: string[] = [];
  const listener = await openPages(HTTP, sources, createThreadData(), (line) => lines.push(line));
  try {
    const response = await fetch(`${listener.url}/metrics`);
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes("planted"));
    assert.deepEqual(lines, ["a page of --http failed because of a bug of memtool: planted"]);
    assert.equal((await fetch(`${listener.url}/stats.json`)).status, 200);
  } finally {
    listener.close();
  }
});
