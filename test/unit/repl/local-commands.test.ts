/** The shell's own commands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandNames } from "../../../src/protocol/command-table.ts";
import { isLocalCommand, LOCAL_COMMANDS } from "../../../src/repl/local-commands.ts";

test("none hides a command of the server, except quit, and slabs alone, which memcached does not know", () => {
  const shared = LOCAL_COMMANDS.map(({ name }) => name).filter((name) => commandNames().includes(name));
  assert.deepEqual(shared, ["slabs", "quit"]);
  assert.ok(isLocalCommand("help") && !isLocalCommand("get"));
});
