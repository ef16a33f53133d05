/** What the options of `memtool stats` ask for together. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { statsCommand } from "../../../../src/cli/commands/stats.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { planStats, type StatsArguments, type StatsPlan, splitWords } from "../../../../src/cli/stats/options.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function plan(...argv: string[]): Promise<StatsPlan> {
  const args = await parseArguments(statsCommand, argv);
  assert.ok(typeof args !== "string");
  return await planStats(args as unknown as StatsArguments, createTestContext().context);
}

async function task(...argv: string[]) {
  const found = (await plan(...argv)).task;
  assert.ok(found.kind === "show");
  const { kind, recordPath, ...rest } = found;
  return rest;
}

describe("splitWords", () => {
  it("tells servers from the view, in any order", () => {
    assert.deepEqual(splitWords(["a:1", "items", "b"]).words, ["a:1", "b"]);
    assert.equal(splitWords(["a:1", "items"]).view, "items");
    assert.equal(splitWords([]).view, undefined);
    assert.deepEqual(splitWords(["items:11211"]).words, ["items:11211"]);
  });
  it("takes one view", () => {
    assert.throws(() => splitWords(["items", "slabs"]), /one view at a time: items or slabs/);
  });
});

describe("planStats", () => {
  it("reads once, twice, or again and again", async () => {
    assert.deepEqual(await task(), {
      isRepeated: false,
      everyMs: undefined,
      count: 1,
      skipsFirst: false,
      isDelta: false,
    });
    assert.deepEqual(await task("--interval", "2s"), {
      isRepeated: false,
      everyMs: 2000,
      count: 1,
      skipsFirst: true,
      isDelta: false,
    });
    assert.deepEqual(await task("--delta"), {
      isRepeated: false,
      everyMs: 1000,
      count: 1,
      skipsFirst: true,
      isDelta: true,
    });
    assert.deepEqual(await task("--delta", "--interval", "2s", "items"), {
      isRepeated: false,
      everyMs: 2000,
      count: 1,
      skipsFirst: true,
      isDelta: true,
    });
    assert.deepEqual(await task("--every", "5s"), {
      isRepeated: true,
      everyMs: 5000,
      count: Number.POSITIVE_INFINITY,
      skipsFirst: false,
      isDelta: false,
    });
    assert.deepEqual(await task("--every", "5s", "--count", "3", "--delta"), {
      isRepeated: true,
      everyMs: 5000,
      count: 3,
      skipsFirst: true,
      isDelta: true,
    });
  });
  it("measures over a time where an assertion needs it", async () => {
    const over = async (...argv: string[]) => {
      const found = (await plan(...argv)).task;
      return found.kind === "assert" ? found.overMs : assert.fail(found.kind);
    };
    assert.equal(await over("--assert", "hit_ratio > 0.9"), undefined);
    assert.equal(await over("--assert", "rate(x) > 0.9"), 10_000);
    assert.equal(await over("--assert", "window_hit_ratio > 0.9"), 10_000);
    assert.equal(await over("--assert", "hit_ratio > 0.9", "--over", "30s"), 30_000);
  });
  it("follows the output, and takes raw in both forms", async () => {
    assert.equal((await plan()).format, "tsv");
    assert.equal((await plan("--raw")).format, "raw");
    assert.equal((await plan("--format", "raw", "--raw")).format, "raw");
  });
  it("refuses what does not go together", async () => {
    const cases: [RegExp, ...string[]][] = [
      [/--interval measures rates/, "items", "--interval", "1s"],
      [/--assert and --every do different things/, "--assert", "x > 1", "--every", "1s"],
      [/--every and --interval/, "--every", "1s", "--interval", "1s"],
      [/--count belongs to --every/, "--count", "3"],
      [/--record belongs to --every/, "--record", "x"],
      [/--over belongs to --assert/, "--over", "3s"],
      [/nothing to --wait for/, "--diff", "--wait", "3s", "a", "b"],
      [/--assert prints its checks, not the view items/, "--assert", "x > 1", "items"],
      [/--assert prints its checks, not what --delta shows/, "--assert", "x > 1", "--delta"],
      [/--assert does not print raw/, "--assert", "x > 1", "--raw"],
      [/--assert does not print prometheus/, "--assert", "x > 1", "--format", "prometheus"],
      [/raw passes one reading on/, "--raw", "--every", "1s"],
      [/--count must be at least 1/, "--every", "1s", "--count", "0"],
      [/--interval must be at least 1ms/, "--interval", "0s"],
      [/--every must be at least 1ms/, "--every", "0s"],
      [/cannot use the assertion/, "--assert", "x"],
    ];
    for (const [message, ...argv] of cases) {
      await assert.rejects(plan(...argv), message, argv.join(" "));
    }
  });
});
