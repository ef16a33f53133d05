/** Did you mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestCommand } from "../../../src/repl/suggest-command.ts";

test("typos and habits from elsewhere", () => {
  const cases: readonly [string, string | undefined][] = [
    ["gett", "get"],
    ["GEX", "get"],
    ["statss", "stats"],
    ["flushall", "flush_all"],
    ["SCAN", "keys"],
    ["DEL", "delete"],
    ["ttl", "peek KEY"],
    ["DBSIZE", "stats"],
    ["monitor", "watch fetchers mutations"],
    ["?", "help"],
    ["zzzzzz", undefined],
    ["constructor", undefined],
    ["", undefined],
    ["x", undefined],
  ];
  for (const [name, expected] of cases) {
    assert.equal(suggestCommand(name), expected, name);
  }
});
