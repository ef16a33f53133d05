/** What `memtool stats` asks of servers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { statsCommand, subcommandsOf } from "../../../../src/cli/commands/stats.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { planStats, type StatsArguments } from "../../../../src/cli/stats/options.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function asked(...argv: string[]): Promise<readonly string[]> {
  const args = await parseArguments(statsCommand, argv);
  assert.ok(typeof args !== "string");
  return subcommandsOf(await planStats(args as unknown as StatsArguments, createTestContext().context));
}

describe("subcommandsOf", () => {
  it("asks for what is shown first, then for what explains it", async () => {
    assert.deepEqual(await asked(), ["", "items", "slabs", "settings"]);
    assert.deepEqual(await asked("slabs"), ["slabs", "items"]);
    assert.deepEqual(await asked("settings"), ["settings"]);
  });
  it("asks for nothing that raw lines do not show", async () => {
    assert.deepEqual(await asked("--raw"), [""]);
    assert.deepEqual(await asked("--format", "raw", "slabs"), ["slabs"]);
  });
  it("asks for everything that assertions may name and recordings keep", async () => {
    assert.deepEqual(await asked("--assert", "x > 1"), ["", "items", "slabs", "settings"]);
    assert.deepEqual(await asked("--every", "1s", "--record", "x", "conns"), [
      "conns",
      "",
      "items",
      "slabs",
      "settings",
    ]);
  });
  it("asks whether the server restarted when it compares", async () => {
    assert.deepEqual(await asked("--delta", "items"), ["items", ""]);
    assert.deepEqual(await asked("--delta"), [""]);
  });
});

describe("mistakes", () => {
  async function run(...argv: string[]): Promise<number> {
    const args = await parseArguments(statsCommand, argv);
    return typeof args === "string" ? assert.fail(args) : statsCommand.handler(args, createTestContext().context);
  }
  it("are found before anyone is asked", async () => {
    await assert.rejects(run("--json", "--raw"), /one format at a time: raw or json/);
    await assert.rejects(run("--timeout", "0"), /--timeout must be at least 1ms/);
    await assert.rejects(run("a:b:c"), /address/);
  });
});
