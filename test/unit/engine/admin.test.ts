/** Verbs that steer the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("debug commands do not exist", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("debugtime 5\r\n"), "ERROR\r\n");
  assert.equal(harness.run("debugitem ref foo noreply\r\n"), "");
});
