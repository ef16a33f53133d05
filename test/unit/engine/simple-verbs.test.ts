/** delete, touch, flush_all, version, verbosity, quit and refused lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("delete and touch answer and count hits and misses", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run("touch a 3\r\ntouch none 3\r\n"), "TOUCHED\r\nNOT_FOUND\r\n");
  assert.equal(harness.run("delete a\r\ndelete a\r\ndelete a noreply\r\n"), "DELETED\r\nNOT_FOUND\r\n");
  const { values } = harness.engine.counters;
  assert.equal(values[COUNTER.delete_hits], 1);
  assert.equal(values[COUNTER.delete_misses], 2);
  assert.equal(values[COUNTER.touch_hits], 1);
  assert.equal(values[COUNTER.touch_misses], 1);
});

test("flush_all kills what was stored before it, not what is stored later in the same second", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(
    harness.run("flush_all\r\nset b 0 0 1\r\nB\r\nget a b\r\n"),
    "OK\r\nSTORED\r\nVALUE b 0 1\r\nB\r\nEND\r\n",
  );
});

test("a delayed flush_all takes effect one second before its moment", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run("flush_all 5\r\nget a\r\n"), "OK\r\nVALUE a 0 1\r\nA\r\nEND\r\n");
  harness.advance(3);
  assert.equal(harness.run("get a\r\n"), "VALUE a 0 1\r\nA\r\nEND\r\n");
  harness.advance(1);
  assert.equal(harness.run("get a\r\n"), "END\r\n");
});

test("a flush_all with a delay brings nothing back that an earlier one took", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run("flush_all\r\nflush_all 1000\r\nget a\r\n"), "OK\r\nOK\r\nEND\r\n");
});

test("flush_all counts before anything is refused, and under -F is not allowed whatever its delay", () => {
  const harness = new EngineHarness();
  const NOT_ALLOWED = "CLIENT_ERROR flush_all not allowed\r\n";
  assert.equal(harness.run("flush_all x\r\nflush_all x noreply\r\n"), "CLIENT_ERROR invalid exptime argument\r\n");
  harness.server.allows = { ...harness.server.allows, flush: false };
  assert.equal(harness.run("flush_all x\r\nflush_all 5\r\nflush_all noreply\r\n"), NOT_ALLOWED + NOT_ALLOWED);
  assert.equal(harness.engine.counters.values[COUNTER.cmd_flush], 5);
});

test("version, verbosity and quit", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("version\r\n"), "VERSION 1.6.45\r\n");
  assert.equal(harness.run("verbosity 7\r\n"), "OK\r\n");
  assert.equal(harness.server.verbosity, 2);
  assert.equal(harness.run("quit\r\n"), "");
  assert.equal(harness.outcome, OUTCOME.close);
});

test("a refused line is answered with its error, an unknown command with ERROR, shutdown is not enabled", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("nonsense\r\n"), "ERROR\r\n");
  assert.equal(harness.run("touch a b\r\n"), "CLIENT_ERROR invalid exptime argument\r\n");
  assert.equal(harness.run("shutdown\r\n"), "SERVER_ERROR: shutdown not enabled\r\n");
});
