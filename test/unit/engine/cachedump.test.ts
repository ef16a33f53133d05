/** stats cachedump. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("cachedump lists COLD, newest first, without binary keys", () => {
  const harness = new EngineHarness({ segmentedLru: false });
  harness.run("set one 0 0 3\r\nabc\r\nset two 0 100 0\r\n\r\nms AAEC 1 b\r\nx\r\n");
  const both = "ITEM two [0 b; 1700000100 s]\r\nITEM one [3 b; 0 s]\r\nEND\r\n";
  assert.equal(harness.run("stats cachedump 1 0\r\n"), both);
  assert.equal(harness.run("stats cachedump 1 1\r\n"), "ITEM two [0 b; 1700000100 s]\r\nEND\r\n");
  assert.equal(harness.run("stats cachedump 0 0\r\nstats cachedump 63 0\r\n"), "END\r\nEND\r\n");
  assert.equal(harness.run("stats cachedump 1\r\n"), "CLIENT_ERROR bad command line\r\n");
  assert.equal(harness.run("stats cachedump x 1\r\n"), "CLIENT_ERROR bad command line format\r\n");
  assert.equal(harness.run("stats cachedump 64 1\r\n"), "CLIENT_ERROR Illegal slab id\r\n");
});
