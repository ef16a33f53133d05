/** Loading the screen where the variables of a build machine are set. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadScreen } from "../../../../src/cli/repl/load-screen.ts";

test("the variables are back afterwards, and the screen is there", async () => {
  const before = { ...process.env };
  process.env["CI"] = "true";
  delete process.env["CONTINUOUS_INTEGRATION"];
  try {
    assert.equal(typeof (await loadScreen()), "function");
    assert.equal(process.env["CI"], "true");
    assert.equal("CONTINUOUS_INTEGRATION" in process.env, false);
  } finally {
    process.env = before;
  }
});
