/** Verbs that steer the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("shutdown is refused unless it was allowed", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("shutdown\r\n"), "SERVER_ERROR: shutdown not enabled\r\n");
  assert.equal(harness.run("shutdown graceful noreply\r\n"), "");
});

test("debug commands do not exist", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("debugtime 5\r\n"), "ERROR\r\n");
  assert.equal(harness.run("debugitem ref foo noreply\r\n"), "");
});
