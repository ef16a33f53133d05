/** md: delete, compare, invalidate, drop the value. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("deletes, compares, echoes O and k, and counts a mismatch as a miss", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run("md a C9 O1 k\r\n"), "EX O1 ka\r\n");
  assert.equal(harness.run("md a C2 q\r\nmd a q k\r\n"), "NF ka\r\n");
  const { values } = harness.engine.counters;
  assert.equal(values[COUNTER.delete_hits], 1);
  assert.equal(values[COUNTER.delete_misses], 2);
});

test("marking stale counts nothing, but to miss or to differ counts as ever", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  assert.equal(harness.run("md a I\r\nmd a x I\r\n"), "HD\r\nHD\r\n");
  const { values } = harness.engine.counters;
  assert.deepEqual([values[COUNTER.delete_hits], values[COUNTER.delete_misses]], [0, 0]);
  assert.equal(harness.run("md a I C9\r\nmd none I\r\nmd none x I\r\n"), "EX\r\nNF\r\nNF\r\n");
  assert.deepEqual([values[COUNTER.delete_hits], values[COUNTER.delete_misses]], [0, 3]);
  assert.equal(harness.run("md a x\r\n"), "HD\r\n");
  assert.equal(values[COUNTER.delete_hits], 1);
});

test("I marks stale under a new cas and forgets that a token was sent", () => {
  const harness = new EngineHarness();
  harness.run("mg a N30\r\n");
  assert.equal(harness.run("md a I E77\r\nmg a c\r\n"), "HD\r\nHD c77 X W\r\n");
});

test("x keeps the key with an empty value", () => {
  const harness = new EngineHarness();
  harness.run("set a 3 50 5\r\nhello\r\n");
  assert.equal(harness.run("md a x\r\nmg a v f t c\r\n"), "HD\r\nVA 0 f0 t-1 c2\r\n\r\n");
  assert.equal(harness.run("md a x E0\r\nmg a c\r\n"), "HD\r\nHD c3\r\n", "an automatic cas");
  assert.equal(harness.run("md a x I F9 T20 E8\r\nmg a v f t c\r\n"), "HD\r\nVA 0 f9 t20 c8 X W\r\n\r\n");
});
