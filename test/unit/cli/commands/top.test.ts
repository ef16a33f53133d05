/** The words of `memtool top`, and mistakes in them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { topCommand } from "../../../../src/cli/commands/top.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function run(...argv: string[]): Promise<number> {
  const args = await parseArguments(topCommand, argv);
  return typeof args === "string" ? assert.fail(args) : topCommand.handler(args, createTestContext().context);
}

describe("mistakes", () => {
  it("are found before anyone is asked", async () => {
    await assert.rejects(run("--count", "0"), /--count must be at least 1/);
    await assert.rejects(run("--every", "0s"), /--every must be at least 1ms/);
    await assert.rejects(run("--speed", "0"), /--speed must be from 1 to 1000/);
    await assert.rejects(run("--replay", "x", "a:11211"), /takes no servers/);
    await assert.rejects(run("--replay", "x", "--record", "y"), /takes no servers and no --record/);
    await assert.rejects(run("--replay", "x", "--tls"), /--tls is of no use: a recording is shown/);
    await assert.rejects(run("--replay", "/no/such/file"), /cannot read the recording/);
    await assert.rejects(run("a:b:c"), /address/);
  });
});
