/** The classic commands: groups, data blocks, noreply. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASSIC_COMMANDS } from "../../../src/protocol/commands-classic.ts";

function names(keep: (command: (typeof CLASSIC_COMMANDS)[number]) => boolean): string {
  return CLASSIC_COMMANDS.filter(keep)
    .map(({ words }) => words[0])
    .join(" ");
}

test("the storage commands are followed by a value", () => {
  assert.equal(
    names((command) => command.dataBlock === true),
    "set add replace append prepend cas",
  );
});

test("only the retrievals take no noreply: there it would be a key", () => {
  assert.equal(
    names((command) => !command.arguments.some(({ name }) => name === "noreply")),
    "get gets gat gats",
  );
});
