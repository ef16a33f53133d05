/** Commands as data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defineCommand, isRawCommand, type RawCommandDefinition } from "../../../src/cli/command.ts";
import { createTestContext } from "../../support/test-context.ts";

const RAW: RawCommandDefinition = {
  name: "raw",
  describe: "x",
  positionals: [],
  help: () => "help",
  rawHandler: async (argv) => argv.length,
};

describe("defineCommand", () => {
  it("types the handler's options by the table", async () => {
    const command = defineCommand({
      name: "typed",
      describe: "x",
      positionals: [],
      options: {
        size: { type: "size", describe: "x", default: "1k", example: "1k" },
        mode: { type: "text", describe: "x", choices: ["a", "b"], example: "a" },
        op: { type: "text", describe: "x", repeatable: true, example: "a" },
        fast: { type: "flag", describe: "x", example: "--fast" },
      },
      handler: async ({ options }) => {
        const size: number = options.size;
        const mode: "a" | "b" | undefined = options.mode;
        const op: readonly string[] = options.op;
        const fast: boolean = options.fast;
        return size + (mode?.length ?? 0) + op.length + Number(fast);
      },
    });
    const options = { size: 1024, mode: "a", op: ["x", "y"], fast: true };
    assert.equal(await command.handler({ options: options as never, words: [] }, createTestContext().context), 1028);
    assert.equal(isRawCommand(command), false);
  });
});

describe("isRawCommand", () => {
  it("knows a command that reads its own words", () => {
    assert.equal(isRawCommand(RAW), true);
  });
});
