/** incr and decr: results, refusals, padding and counters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("incr wraps at 2^64, decr stops at 0, a shorter number is padded", () => {
  const harness = new EngineHarness();
  harness.run("set n 0 0 20\r\n18446744073709551615\r\n");
  assert.equal(harness.run("incr n 3\r\n"), "2\r\n");
  assert.equal(harness.run("get n\r\n"), `VALUE n 0 20\r\n2${" ".repeat(19)}\r\nEND\r\n`);
  assert.equal(harness.run("decr n 5\r\n"), "0\r\n");
});

test("a missing key, a value that is no number, and noreply", () => {
  const harness = new EngineHarness();
  harness.run("set text 0 0 1\r\nx\r\nset n 0 0 1\r\n1\r\n");
  assert.equal(harness.run("incr none 1\r\n"), "NOT_FOUND\r\n");
  assert.equal(harness.run("incr text 1\r\n"), "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n");
  assert.equal(harness.run("incr n 1 noreply\r\nincr n 1\r\n"), "3\r\n");
  const { values } = harness.engine.counters;
  assert.equal(values[COUNTER.incr_misses], 1);
  assert.equal(values[COUNTER.incr_hits], 2);
  assert.equal(values[COUNTER.decr_hits], 0);
});
