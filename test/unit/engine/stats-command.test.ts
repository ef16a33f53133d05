/** stats and its sub-commands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

function stat(text: string, name: string): string | undefined {
  return new RegExp(`^STAT ${name} (.*)\\r$`, "m").exec(text)?.[1];
}

test("general stats tell what happened, CPU time as memcached prints it", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\nget a\r\nget none\r\n");
  const text = harness.run("stats\r\n");
  assert.ok(text.endsWith("END\r\n"));
  assert.equal(stat(text, "cmd_get"), "2");
  assert.equal(stat(text, "get_hits"), "1");
  assert.equal(stat(text, "curr_items"), "1");
  assert.equal(stat(text, "bytes"), "61");
  assert.equal(stat(text, "rusage_user"), "1.250000");
  assert.equal(stat(text, "rusage_system"), "0.000007");
  assert.equal(stat(text, "limit_maxbytes"), String(16 * 1024 * 1024));
});

test("reset zeroes the counters and keeps the items", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\nget a\r\n");
  assert.equal(harness.run("stats reset\r\n"), "RESET\r\n");
  assert.equal(harness.server.resets, 1);
  const text = harness.run("stats\r\n");
  assert.equal(stat(text, "cmd_get"), "0");
  assert.equal(stat(text, "total_items"), "0");
  assert.equal(stat(text, "curr_items"), "1");
});

test("sub-commands: items, slabs, sizes, settings, conns; anything else is ERROR", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(stat(harness.run("stats items\r\n"), "items:1:number"), "1");
  assert.equal(stat(harness.run("stats slabs\r\n"), "1:used_chunks"), "1");
  assert.equal(harness.run("stats sizes\r\n"), "STAT sizes_status disabled\r\nEND\r\n");
  assert.equal(harness.run("stats settings\r\n"), "STAT maxconns 1024\r\nEND\r\n");
  assert.equal(harness.run("stats conns\r\n"), "STAT 31:state conn_read\r\nEND\r\n");
  assert.equal(harness.run("stats nonsense\r\n"), "ERROR\r\n");
  assert.equal(harness.run("stats proxy\r\n"), "ERROR\r\n");
  assert.equal(harness.run("stats extstore\r\n"), "END\r\n");
});

test("any beginning of most sub-commands will do; items, slabs and sizes have to be written out", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("stats s\r\n"), "STAT maxconns 1024\r\nEND\r\n");
  assert.equal(harness.run("stats con\r\n"), "STAT 31:state conn_read\r\nEND\r\n");
  assert.equal(harness.run("stats r\r\n"), "RESET\r\n");
  for (const word of ["i", "sl", "siz", "settingss", "sizes_enable"]) {
    assert.equal(harness.run(`stats ${word}\r\n`), "ERROR\r\n", word);
  }
});
