/** ma: modes, creation, cas, ttl, echoes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("adds 1 by default, subtracts with MD, shows the number with v", () => {
  const harness = new EngineHarness();
  harness.run("set n 0 0 2\r\n10\r\n");
  assert.equal(harness.run("ma n\r\nma n v\r\nma n MD D100 v c t\r\n"), "HD\r\nVA 2\r\n12\r\nVA 1 c5 t-1\r\n0\r\n");
  assert.equal(harness.run("get n\r\n"), "VALUE n 0 2\r\n0 \r\nEND\r\n");
  assert.equal(harness.run("ma n q v\r\n"), "");
});

test("N creates with J; without N a missing key is NF and a miss", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("ma n q k O1\r\n"), "NF kn O1\r\n");
  assert.equal(harness.run("ma n N40 J13 v t\r\nma n v t\r\n"), "VA 2 t40\r\n13\r\nVA 2 t40\r\n14\r\n");
  const { values } = harness.engine.counters;
  assert.equal(values[COUNTER.incr_misses], 1);
  assert.equal(values[COUNTER.incr_hits], 1);
});

test("C compares, E assigns, T sets the ttl, text is refused", () => {
  const harness = new EngineHarness();
  harness.run("set n 0 0 1\r\n1\r\nset text 0 0 1\r\nx\r\n");
  assert.equal(harness.run("ma n C9 k\r\n"), "EX kn\r\n");
  assert.equal(harness.run("ma n C2 E50 c T30 t\r\n"), "HD c50 t30\r\n");
  assert.equal(harness.run("ma text q\r\n"), "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n");
});
