/** load-dashboard: the screen's packages are loaded for production, and the process's environment stays as it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadDashboard } from "../../../../src/cli/bench/load-dashboard.ts";

test("loads the screen without leaving a trace in the environment", async () => {
  const before = { ...process.env };
  const Dashboard = await loadDashboard();
  assert.equal(typeof Dashboard.prototype.update, "function");
  assert.deepEqual({ ...process.env }, before);
});
