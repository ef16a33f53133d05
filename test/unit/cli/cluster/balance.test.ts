import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterBalanceCommand } from "../../../../src/cli/cluster/balance.ts";
import { runCommand } from "../../../support/run-command.ts";

test("keys without a rule, and a sample of keys that are not there", async () => {
  const run = (...words: readonly string[]) => runCommand(clusterBalanceCommand, "a:1", "b:1", ...words);
  await assert.rejects(run("--made-up", "5"), /--client is missing/);
  await assert.rejects(run("--sample", "5"), /--client is missing/);
  await assert.rejects(
    run("--client", "dalli", "--made-up", "5", "--sample", "5"),
    /--sample is for keys of the nodes/,
  );
  await assert.rejects(run("--client", "dalli", "--sample", "0"), /--sample must be at least 1/);
  assert.equal(await run("--client", "dalli", "--made-up", "5"), 0);
});
