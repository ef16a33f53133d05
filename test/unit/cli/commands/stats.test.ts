/** The words of `memtool stats`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { explained, splitWords, statsCommand } from "../../../../src/cli/commands/stats.ts";
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
    const args = parseArguments(statsCommand, argv);
    return typeof args === "string" ? assert.fail(args) : statsCommand.handler(args, createTestContext().context);
  }
  it("are found before anyone is asked", async () => {
    await assert.rejects(run("--json", "--raw"), /one format at a time: raw or json/);
    await assert.rejects(run("items", "--interval", "1s"), /only the summary/);
    await assert.rejects(run("--timeout", "0"), /--timeout must be at least 1ms/);
    await assert.rejects(run("--interval", "0s"), /--interval must be at least 1ms/);
    await assert.rejects(run("a:b:c"), /address/);
  });
});

describe("explained", () => {
  const gone = (address: string) => ({
    address,
    up: false as const,
    error: new MemtoolError("CONNECT", "could not connect", { hint: "check the spelling of the host name" }),
  });
  it("sees a misspelt view in a server that cannot be reached", () => {
    assert.match(explained(gone("setings:11211"), ["a:1", "setings"]).hint ?? "", /did you mean the view settings\?/);
  });
  it("leaves other hints alone", () => {
    assert.match(explained(gone("cache1:11211"), ["cache1"]).hint ?? "", /spelling/);
    assert.match(explained(gone("slab:11212"), ["slab:11212"]).hint ?? "", /spelling/);
  });
});
