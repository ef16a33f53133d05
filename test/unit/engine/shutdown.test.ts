/** shutdown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("refused without -A, whatever it says", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("shutdown\r\nshutdown nonsense\r\n"), "SERVER_ERROR: shutdown not enabled\r\n".repeat(2));
  assert.equal(harness.run("shutdown graceful noreply\r\n"), "");
  assert.deepEqual(harness.server.shutdowns, []);
});

test("with -A the connection closes without a reply and the server is told how to end", () => {
  const harness = new EngineHarness();
  harness.server.allows = { ...harness.server.allows, shutdown: true };
  assert.equal(harness.run("shutdown quickly\r\n"), "CLIENT_ERROR invalid shutdown mode\r\n");
  assert.equal(harness.outcome, OUTCOME.next);
  for (const line of ["shutdown\r\n", "shutdown graceful\r\n", "shutdown g noreply\r\n"]) {
    assert.equal(harness.run(line), "");
    assert.equal(harness.outcome, OUTCOME.close);
  }
  assert.deepEqual(harness.server.shutdowns, ["at once", "graceful", "graceful"]);
});
