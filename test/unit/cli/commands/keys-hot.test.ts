/** The words of `memtool keys hot`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keysHotCommand } from "../../../../src/cli/commands/keys-hot.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function run(...argv: string[]): Promise<number> {
  const args = await parseArguments(keysHotCommand, argv);
  return typeof args === "string" ? assert.fail(args) : keysHotCommand.handler(args, createTestContext().context);
}

test("mistakes are found before anyone is asked", async () => {
  await assert.rejects(run("--json", "--csv"), /one format at a time/);
  await assert.rejects(run("--top", "0"), /--top must be at least 1/);
  await assert.rejects(run("--count", "0"), /--count must be at least 1/);
  await assert.rejects(run("--top", "50", "--capacity", "49"), /--capacity must be at least --top/);
  await assert.rejects(run("--capacity", "1G"), /--capacity/);
  await assert.rejects(run("--duration", "0"), /--duration must be at least 1ms/);
  await assert.rejects(run("--events", "everything"), /--events cannot be/);
});

test("the only server's failure is the command's", async () => {
  await assert.rejects(run("127.0.0.1:1"), { code: "CONNECT" });
});
