/** The option table of serve and its help. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SERVE_FLAGS, serveHelp } from "../../../../src/cli/commands/serve-flags.ts";

describe("serve's help", () => {
  it("shows every option with default and example, within the width", () => {
    const help = serveHelp(80);
    for (const { name, example } of SERVE_FLAGS) {
      assert.ok(help.includes(`--${name}`), name);
      assert.ok(help.replaceAll(/\s+/g, " ").includes(`e.g. ${example})`), `${name}: ${example}`);
    }
    assert.ok(help.split("\n").every((line) => line.length <= 80));
  });
  it("gives each letter to one option", () => {
    const letters = SERVE_FLAGS.flatMap((flag) => ("short" in flag ? [flag.short] : []));
    assert.equal(new Set(letters).size, letters.length);
  });
});
