/** The list of commands and the commands themselves say the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRawCommand } from "../../../src/cli/command.ts";
import { readOptionValue } from "../../../src/cli/option-values.ts";
import { GLOBAL_OPTIONS } from "../../../src/cli/parse-arguments.ts";
import { COMMANDS } from "../../../src/cli/registry.ts";

describe("the registry", () => {
  it("names each command once", () => {
    assert.equal(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
  });
  for (const { name, describe: text, load } of COMMANDS) {
    it(`${name} loads under its name and description`, async () => {
      const command = await load();
      assert.deepEqual([command.name, command.describe], [name, text]);
    });
    it(`${name}: every option has a default it can read, an example, and a letter of its own`, async () => {
      const command = await load();
      if (isRawCommand(command)) {
        assert.ok(command.help(80).includes("--help"));
        return;
      }
      const letters = Object.values({ ...command.options, ...GLOBAL_OPTIONS }).flatMap(({ alias }) => alias ?? []);
      assert.equal(new Set(letters).size, letters.length);
      for (const [optionName, option] of Object.entries(command.options)) {
        assert.ok(option.example !== "" && option.describe !== "", optionName);
        if (option.default !== undefined) {
          readOptionValue(optionName, option, option.default);
        }
        if (option.type !== "flag") {
          readOptionValue(optionName, option, option.example);
        }
      }
    });
  }
});
