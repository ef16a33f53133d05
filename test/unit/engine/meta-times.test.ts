/** T, N and R act where they stand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("the later of T and N leaves its ttl on a created item", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("mg a T100 N30\r\nmg a t\r\n"), "HD W\r\nHD t30 Z\r\n");
  assert.equal(harness.run("mg b N30  T100\r\nmg b t\r\n"), "HD W\r\nHD t100 Z\r\n");
  assert.equal(harness.run("ma n T-1 N30\r\nmg n t\r\n"), "HD\r\nHD t30\r\n");
  assert.equal(harness.run("ma m N30 T-1\r\nmg m t\r\n"), "HD\r\nEN\r\n");
});

test("R looks at the ttl as it is at its place; N does nothing to an item that is there", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 50 1\r\nx\r\nset b 0 50 1\r\nx\r\nset c 0 50 1\r\nx\r\n");
  assert.equal(harness.run("mg a R60 T100 t\r\n"), "HD t100 W\r\n");
  assert.equal(harness.run("mg b T100 R60 t\r\n"), "HD t100\r\n");
  assert.equal(harness.run("mg c N7 t\r\n"), "HD t50\r\n");
  assert.equal(harness.run("mg c T100 N30 t\r\n"), "HD t100\r\n");
  assert.equal(harness.run("mg c T-1 R30\r\n"), "HD W\r\n");
});
