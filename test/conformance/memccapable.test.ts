/** libmemcached's own check of a server: every test of both protocols has to pass. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { findProgram, requirement } from "../support/requirement.ts";
import type { ServerProcess } from "../support/server-process.ts";

const memccapable = findProgram("memccapable");
const needs = requirement(
  memccapable !== undefined,
  "memccapable is not installed (Debian package libmemcached-tools)",
);

/** The protocols' tests: 27 of ascii and 27 of binary. */
const TESTS = 54;

function check(server: ServerProcess): void {
  const { target } = server;
  assert.ok("port" in target);
  const args = ["-h", target.host, "-p", String(target.port), "-t", "10"];
  const { stdout, stderr, status } = spawnSync(memccapable as string, args, { encoding: "latin1", timeout: 60_000 });
  assert.equal(status, 0, stdout + stderr);
  // A line is written to both streams: its title to one, its verdict to the other.
  assert.equal(stdout.match(/\[pass\]/g)?.length, TESTS, stdout + stderr);
}

describe("memccapable", needs, () => {
  test("passes on memtool serve", async () => {
    const server = await startMemtool();
    try {
      check(server);
    } finally {
      await server.stop();
    }
  });

  test("passes on the real memcached", needsMemcached(), async () => {
    const server = await startMemcached();
    try {
      check(server);
    } finally {
      await server.stop();
    }
  });
});
