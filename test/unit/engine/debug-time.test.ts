/** debugtime: a clock that tests move. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

function debugHarness(): EngineHarness {
  const harness = new EngineHarness();
  harness.server.allows = { ...harness.server.allows, debug: true };
  return harness;
}

test("moves forward for good, stands still, goes on", () => {
  const harness = debugHarness();
  harness.run("set a 0 100 1\r\nx\r\n");
  assert.equal(harness.run("debugtime 60\r\n"), "OK\r\n");
  assert.match(harness.run("mg a t\r\n"), /^HD t40\r\n/);
  harness.advance(10);
  assert.match(harness.run("mg a t\r\n"), /^HD t30\r\n/);
  assert.equal(harness.run("debugtime p\r\n"), "OK\r\n");
  harness.advance(20);
  assert.match(harness.run("mg a t\r\n"), /^HD t30\r\n/);
  assert.equal(harness.run("debugtime r noreply\r\n"), "");
  harness.advance(0);
  assert.match(harness.run("mg a t\r\n"), /^HD t10\r\n/);
});

test("refuses nonsense, and everything while it is hidden", () => {
  const harness = debugHarness();
  assert.equal(harness.run("debugtime\r\n"), "ERROR\r\n");
  assert.equal(harness.run("debugtime x\r\n"), "ERROR\r\n");
  assert.equal(new EngineHarness().run("debugtime 1\r\n"), "ERROR\r\n");
});
