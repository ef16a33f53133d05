import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterDetectCommand } from "../../../../src/cli/cluster/detect.ts";
import { runCommand } from "../../../support/run-command.ts";

test("one node tells nothing of a rule, and two names of one node are one", async () => {
  await assert.rejects(runCommand(clusterDetectCommand, "a:1"), /one node holds every key/);
  await assert.rejects(runCommand(clusterDetectCommand, "a:1", "a:1"), /a:1 is named twice/);
});
