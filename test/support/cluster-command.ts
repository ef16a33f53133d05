/** Runs a command of src/cli/cluster in this process. */
import assert from "node:assert/strict";
import type { CommandDefinition } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { createTestContext, type TestContextOptions } from "./test-context.ts";

/** What a command wrote, and its exit code. */
export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs it. Rejects with what the command throws. */
export async function runCommand(
  command: CommandDefinition,
  argv: readonly string[],
  options: TestContextOptions = {},
): Promise<CommandRun> {
  const args = parseArguments(command, argv);
  const { context, stdoutText, stderrText } = createTestContext(options);
  const exitCode = typeof args === "string" ? assert.fail(args) : await command.handler(args, context);
  return { stdout: stdoutText(), stderr: stderrText(), exitCode };
}
