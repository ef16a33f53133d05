/** The storage verbs: results, refusals, and what a refusal leaves behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { EngineHarness, STARTED_AT } from "../../support/engine-harness.ts";

test("set, add, replace, append, prepend and cas follow memcached's rules", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("add a 1 0 1\r\nA\r\n"), "STORED\r\n");
  assert.equal(harness.run("add a 1 0 1\r\nB\r\n"), "NOT_STORED\r\n");
  assert.equal(harness.run("replace b 0 0 1\r\nB\r\n"), "NOT_STORED\r\n");
  assert.equal(harness.run("append a 9 9 1\r\nz\r\nprepend a 9 9 1\r\nx\r\n"), "STORED\r\nSTORED\r\n");
  assert.equal(harness.run("gets a\r\n"), "VALUE a 1 3 4\r\nxAz\r\nEND\r\n");
  assert.equal(harness.run("cas a 0 0 1 3\r\nC\r\n"), "EXISTS\r\n");
  assert.equal(harness.run("cas a 0 0 1 4\r\nC\r\n"), "STORED\r\n");
  assert.equal(harness.run("cas none 0 0 1 4\r\nC\r\n"), "NOT_FOUND\r\n");
  assert.equal(harness.run("append none 0 0 1\r\nC\r\n"), "NOT_STORED\r\n");
});

test("a value over the item size is refused; set drops the old value, the others keep it", () => {
  const harness = new EngineHarness();
  const large = "x".repeat(1024 * 1024);
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run(`add a 0 0 ${large.length}\r\n${large}\r\n`), "SERVER_ERROR object too large for cache\r\n");
  assert.equal(harness.run("get a\r\n"), "VALUE a 0 1\r\nA\r\nEND\r\n");
  assert.equal(harness.run(`set a 0 0 ${large.length}\r\n${large}\r\n`), "SERVER_ERROR object too large for cache\r\n");
  assert.equal(harness.run("get a\r\n"), "END\r\n");
  assert.equal(harness.engine.counters.values[COUNTER.store_too_large], 2);
  assert.equal(harness.engine.counters.values[COUNTER.cmd_set], 1);
});

test("without evictions a full store answers out of memory, and noreply hides it", () => {
  const harness = new EngineHarness({ evictions: false, memoryLimitBytes: 2 * 1024 * 1024 });
  const value = "x".repeat(100_000);
  const replies = new Set<string>();
  for (let index = 0; index < 60; index++) {
    replies.add(harness.run(`set k${index} 0 0 ${value.length}\r\n${value}\r\n`));
  }
  assert.deepEqual([...replies], ["STORED\r\n", "SERVER_ERROR out of memory storing object\r\n"]);
  assert.equal(harness.run(`set more 0 0 ${value.length} noreply\r\n${value}\r\n`), "");
  assert.equal(
    harness.run(`ms more ${value.length} q\r\n${value}\r\n`),
    "SERVER_ERROR out of memory storing object\r\n",
  );
});

test("a data block that does not end in CRLF is refused and leaves nothing behind", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("set a 0 0 1\r\nAxy"), "CLIENT_ERROR bad data chunk\r\n");
  assert.equal(harness.run("set a 0 0 1 noreply\r\nAxy"), "");
  assert.equal(harness.run("ms a 1 q\r\nAxy"), "CLIENT_ERROR bad data chunk\r\n");
  assert.equal(harness.run("get a\r\n"), "END\r\n");
  assert.deepEqual(checkInvariants(harness.store).problems, []);
});

test("storing an item that is already dead is stored, and gone", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("set a 0 -1 1\r\nA\r\nget a\r\n"), "STORED\r\nEND\r\n");
});

test("a date after 2038 is kept, the later the longer", () => {
  const harness = new EngineHarness();
  for (const exptime of ["2147483648", "4102444800", "4294967296", "99999999999", "9223372036854775807"]) {
    assert.equal(harness.run(`set far 0 ${exptime} 1\r\nx\r\nget far\r\n`), "STORED\r\nVALUE far 0 1\r\nx\r\nEND\r\n");
  }
  const left = 4102444800 - STARTED_AT;
  assert.equal(harness.run("set far 0 4102444800 1\r\nx\r\nmg far t\r\n"), `STORED\r\nHD t${left}\r\n`);
  harness.run("set near 0 2147483648 1\r\nx\r\n");
  harness.advance(2 ** 31 - 1 - STARTED_AT);
  assert.equal(harness.run("get near\r\n"), "VALUE near 0 1\r\nx\r\nEND\r\n");
  harness.advance(1);
  assert.equal(harness.run("get near far\r\n"), "VALUE far 0 1\r\nx\r\nEND\r\n");
});
