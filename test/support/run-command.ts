/** Runs a command's handler in this process, for mistakes that are found before anyone is asked. */
import assert from "node:assert/strict";
import type { Command, CommandDefinition } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { createTestContext } from "./test-context.ts";

/** Resolves to its exit code. Rejects as the handler does. */
export async function runCommand(command: Command, ...argv: readonly string[]): Promise<number> {
  const definition = command as CommandDefinition;
  const args = await parseArguments(definition, argv);
  return typeof args === "string" ? assert.fail(args) : definition.handler(args, createTestContext().context);
}
