/**
 * `memtool serve` and the real memcached answer the same to random commands, but for the named differences.
 * MEMTOOL_DIFFERENTIAL_SECONDS sets how long (default 15), MEMTOOL_SEED repeats a run.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareServers } from "../support/differential-property.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";

const seconds = Number(process.env["MEMTOOL_DIFFERENTIAL_SECONDS"] ?? 15);

describe("memtool serve against the real memcached", needsMemcached(), () => {
  test("random commands are answered alike", async () => {
    const memcached = await startMemcached({ args: ["-o", "no_lru_maintainer"] });
    const memtool = await startMemtool({ args: ["-t", "2"] });
    try {
      const comparison = await compareServers([memcached.target, memtool.target], seconds);
      assert.ok(comparison.commands > 100, `only ${comparison.commands} commands were compared`);
    } finally {
      await memcached.stop("SIGKILL");
      await memtool.stop();
    }
  });
});
