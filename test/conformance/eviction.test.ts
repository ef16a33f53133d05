/**
 * More items than fit: the server evicts the oldest, keeps its memory limit, and the newest are there.
 * MEMTOOL_EVICTION_FULL=1 sets 5,000,000 items into 256 MB instead of 500,000 into 32.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fillServer } from "../support/filler.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";

const isFull = (process.env["MEMTOOL_EVICTION_FULL"] ?? "") !== "";
const memoryMegabytes = isFull ? 256 : 32;
const itemCount = isFull ? 5_000_000 : 500_000;
const newestCount = 10_000;
/** What the process may use besides the item memory: the runtime, the hash index, buffers of connections. */
const OVERHEAD_MEGABYTES_MAX = 120;
const MEGABYTE = 1024 * 1024;

for (const { name, start, required } of [
  { name: "the real memcached", start: startMemcached, required: needsMemcached() },
  { name: "memtool serve", start: startMemtool, required: { skip: false } },
] as const) {
  test(`${name}: ${itemCount} items of 100 bytes into ${memoryMegabytes} MB`, required, async (context) => {
    const server = await start({ args: ["-m", String(memoryMegabytes), "-t", "2"] });
    try {
      const result = await fillServer(server, itemCount, newestCount);
      assert.ok(result.evictions > 0, "nothing was evicted");
      const accounted = result.itemCount + result.evictions + result.refused;
      assert.equal(accounted, itemCount, "items held, evicted and refused are not all that were set");
      assert.equal(result.newestFound, newestCount, "newest items are missing");
      const residentMegabytes = Math.round(result.residentBytes / MEGABYTE);
      context.diagnostic(`${residentMegabytes} MB resident, ${result.itemCount} items held`);
      assert.ok(residentMegabytes < memoryMegabytes + OVERHEAD_MEGABYTES_MAX, `${residentMegabytes} MB resident`);
    } finally {
      await server.stop();
    }
  });
}
