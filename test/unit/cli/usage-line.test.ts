/** Lines that show how a command is typed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleLine, usageLine } from "../../../src/cli/usage-line.ts";

const TOUCH = {
  name: "touch",
  positionals: [
    { name: "key", describe: "x", example: "session:7", required: true },
    { name: "ttl", describe: "x", example: "30m", required: true },
  ],
} as const;
const STATS = {
  name: "stats",
  positionals: [
    { name: "servers", describe: "x", example: "a b", variadic: true },
    { name: "view", describe: "x", example: "items" },
  ],
} as const;

test("what has to be there is told from what may be there", () => {
  assert.equal(usageLine(TOUCH), "memtool touch <key> <ttl>");
  assert.equal(usageLine(STATS), "memtool stats [servers...] [view]");
});

test("an example goes on with the words that are there", () => {
  assert.equal(exampleLine(TOUCH, []), "memtool touch session:7 30m");
  assert.equal(exampleLine(TOUCH, ["user:1"]), "memtool touch user:1 30m");
  assert.equal(exampleLine(TOUCH, ["a key"]), 'memtool touch "a key" 30m');
  assert.equal(exampleLine(TOUCH, ["\x1b[31m"]), 'memtool touch "\\u001b[31m" 30m');
});
