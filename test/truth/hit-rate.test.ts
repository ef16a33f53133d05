/** Cache-aside on a real memcached that is too small: bench's hit rate is the server's, and what an LRU has to give for the same requests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { Draw } from "../../src/bench/workload/draw.ts";
import { parseDistribution } from "../../src/bench/workload/keyspace.ts";
import { RequestSource } from "../../src/bench/workload/workload.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { testWorkload } from "../support/bench-plan.ts";
import { LruCache, type LruRequest, simulateLru } from "../support/lru-truth.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { runCli } from "../support/run-cli.ts";

const CONNECTIONS = 4;
const KEYS = 50_000;
const REQUESTS = 120_000;
const VALUE_BYTES = 1000;

/** What the connections ask for, each its own stream, taken in turn. */
function* asked(): Generator<LruRequest> {
  const workload = testWorkload({
    mix: [{ operation: "get", weight: 1 }],
    keyCount: KEYS,
    distribution: parseDistribution("zipf:1"),
    seed: 7,
  });
  const draw = new Draw();
  const sources = Array.from({ length: CONNECTIONS }, (_, index) => new RequestSource(workload, index, CONNECTIONS));
  for (const source of sources) {
    source.draw(REQUESTS / CONNECTIONS);
  }
  for (let request = 0; request < REQUESTS; request++) {
    sources[request % CONNECTIONS]?.next(draw);
    yield { operation: "aside", key: draw.key, sizeBytes: VALUE_BYTES };
  }
}

test("cache-aside, zipf(1.0), memory for a part of the keys", needsMemcached(), async () => {
  const server = await startMemcached({ args: ["-m", "8", "-o", "no_lru_crawler"] });
  const { target } = server;
  const address = "port" in target ? `127.0.0.1:${target.port}` : target.path;
  try {
    const load = ["-c", String(CONNECTIONS), "--requests", String(REQUESTS), "--keys", String(KEYS), "--seed", "7"];
    const cache = ["--cache-aside", "--no-populate", "--distribution", "zipf:1", "--value-size", String(VALUE_BYTES)];
    const run = await runCli(["bench", address, ...load, ...cache, "--json"]);
    const result = JSON.parse(run.stdout) as BenchResult;
    const { hits, misses, hitRate } = result.total;
    const counters = result.servers[0]?.counters ?? {};
    assert.equal(hits + misses, REQUESTS);
    assert.deepEqual([counters["get_hits"], counters["get_misses"]], [hits, misses]);
    assert.ok((counters["evictions"] ?? 0) > 10_000, `${counters["evictions"]} evictions`);

    const client = new MemcachedClient({
      kind: "tcp",
      host: "127.0.0.1",
      port: Number(address.split(":")[1]),
      tls: false,
    });
    const items = Number([...(await client.stats())].find(({ name }) => name === "curr_items")?.value);
    await client.close();
    const truth = simulateLru(new LruCache({ kind: "items", itemCountMax: items }), asked());
    const difference = Math.abs((hitRate ?? 0) - truth.hitRate);
    assert.ok(difference < 0.02, `${hitRate} measured, ${truth.hitRate} simulated with ${items} items`);
  } finally {
    await server.stop();
  }
});
