/** The words of `memtool stats`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitWords, statsCommand } from "../../../../src/cli/commands/stats.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { createTestContext } from "../../../support/test-context.ts";

describe("splitWords", () => {
  it("tells servers from the view, in any order", () => {
    assert.deepEqual(splitWords(["a:1", "items", "b"]).servers, ["a:1", "b"]);
    assert.equal(splitWords(["a:1", "items"]).view.name, "items");
    assert.equal(splitWords([]).view.name, "summary");
    assert.deepEqual(splitWords(["items:11211"]).servers, ["items:11211"]);
  });
  it("takes one view", () => {
    assert.throws(() => splitWords(["items", "slabs"]), /one view at a time: items or slabs/);
  });
});

describe("mistakes", () => {
  async function run(...argv: string[]): Promise<number> {
    const args = await parseArguments(statsCommand, argv);
    assert.ok(args !== undefined);
    return statsCommand.handler(args, createTestContext().context);
  }
  it("are found before anyone is asked", async () => {
    await assert.rejects(run("--json", "--raw"), /one format at a time: --raw or --json/);
    await assert.rejects(run("items", "--interval", "1s"), /only the summary/);
    await assert.rejects(run("--timeout", "0"), /--timeout must be at least 1ms/);
    await assert.rejects(run("--interval", "0s"), /--interval must be at least 1ms/);
    await assert.rejects(run("a:b:c"), /address/);
  });
});
