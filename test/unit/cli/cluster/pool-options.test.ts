import assert from "node:assert/strict";
import { test } from "node:test";
import { openOrderedPool, openPool, POOL_OPTIONS } from "../../../../src/cli/cluster/pool-options.ts";
import { defineCommand } from "../../../../src/cli/command.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function optionsOf(...argv: readonly string[]) {
  const command = defineCommand({
    name: "x",
    describe: "",
    positionals: [],
    options: POOL_OPTIONS,
    handler: async () => 0,
  });
  const args = await parseArguments(command as never, argv);
  return typeof args === "string" ? assert.fail(args) : (args.options as unknown as Parameters<typeof openPool>[1]);
}

test("a node named twice is one node, unless places in the list count", async () => {
  const { context } = createTestContext();
  const options = await optionsOf("--timeout", "300ms");
  const { addresses, timeoutMs } = await openPool(["a:1", "a:1,b:1"], options, context);
  assert.deepEqual([addresses.length, timeoutMs], [2, 300]);
  await assert.rejects(openOrderedPool(["a:1", "a:1,b:1"], options, context), /a:1 is named twice/);
  assert.equal((await openOrderedPool(["b:1", "a:1"], options, context)).ownRule, undefined);
});
