/** The words of `memtool keys dump`, `keys restore` and `keys copy`: mistakes are found before anyone is asked. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CommandDefinition } from "../../../../src/cli/command.ts";
import { keysCopyCommand } from "../../../../src/cli/commands/keys-copy.ts";
import { keysDumpCommand } from "../../../../src/cli/commands/keys-dump.ts";
import { keysRestoreCommand } from "../../../../src/cli/commands/keys-restore.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function run(command: unknown, argv: readonly string[], isTerminal = false): Promise<number> {
  const definition = command as CommandDefinition;
  const args = await parseArguments(definition, argv);
  const { context } = createTestContext({ isTerminal });
  return typeof args === "string" ? assert.fail(args) : definition.handler(args, context);
}

test("dump", async () => {
  await assert.rejects(run(keysDumpCommand, [], true), /not for a terminal/);
  await assert.rejects(run(keysDumpCommand, ["--resume"]), /--resume needs --output/);
  await assert.rejects(run(keysDumpCommand, ["-o", "x", "--resume", "--overwrite"]), /one of them/);
  await assert.rejects(run(keysDumpCommand, ["-o", "x", "--rate", "0"]), /--rate must be more than 0/);
  const path = join(temporaryFolder("keys-move-"), "there");
  writeFileSync(path, "");
  await assert.rejects(run(keysDumpCommand, ["127.0.0.1:1", "-o", path]), /is there already/);
});

test("restore", async () => {
  await assert.rejects(run(keysRestoreCommand, []), /file/);
  await assert.rejects(run(keysRestoreCommand, ["no-such-file", "127.0.0.1:1"]), /cannot read no-such-file/);
  await assert.rejects(run(keysRestoreCommand, ["-", "--resume"]), /needs --state/);
  await assert.rejects(run(keysRestoreCommand, ["x", "--rate", "0"]), /--rate must be more than 0/);
  await assert.rejects(run(keysRestoreCommand, ["x", "--mode", "replace"]), /--mode cannot be/);
});

test("copy", async () => {
  await assert.rejects(run(keysCopyCommand, ["a:1"]), /to/);
  await assert.rejects(run(keysCopyCommand, ["a:1", "b:1", "c:1"]), /"c:1" is one word too many/);
  await assert.rejects(run(keysCopyCommand, ["a:1,b:1", "c:1,b:1"]), /b:1 is both/);
  await assert.rejects(run(keysCopyCommand, ["a:1", "b:1", "--resume"]), /--state/);
  await assert.rejects(run(keysCopyCommand, ["127.0.0.1:1", "127.0.0.1:2", "--placement", "random"]), /"random"/);
  await assert.rejects(run(keysCopyCommand, ["127.0.0.1:1", "127.0.0.1:2"]), { code: "CONNECT" });
});
