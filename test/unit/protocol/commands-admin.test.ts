/** The commands that steer a server: those that do harm are marked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ADMIN_COMMANDS } from "../../../src/protocol/commands-admin.ts";

test("dangerous commands are marked, and only they", () => {
  const marked = ADMIN_COMMANDS.filter(({ danger }) => danger !== undefined).map(({ words }) => words.join(" "));
  assert.deepEqual(marked, ["stats reset", "flush_all", "cache_memlimit", "slabs reassign", "shutdown"]);
});

test("only watch never ends", () => {
  const endless = ADMIN_COMMANDS.filter(({ streams }) => streams === true).map(({ words }) => words.join(" "));
  assert.deepEqual(endless, ["watch"]);
});
