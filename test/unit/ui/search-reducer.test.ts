/** Reverse search at the prompt, key by key. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { line, type } from "../../support/prompt-keys.ts";

describe("reverse search", () => {
  const cases: readonly [string, string, string][] = [
    ["finds the newest", "\x12get", "get gamma|"],
    ["Ctrl-R again finds the next", "\x12get\x12", "get alpha|"],
    ["Ctrl-S goes forward", "\x12get\x12\x13", "get gamma|"],
    ["a shorter query starts over", "\x12getx\x7f", "get gamma|"],
    ["a movement accepts", "\x12beta\x01", "|set beta 0 0 x"],
    ["Ctrl-G brings the line back", "dra\x12get\x07", "dra|"],
    ["Ctrl-C too", "dra\x12get\x03", "dra|"],
  ];
  for (const [name, input, expected] of cases) {
    test(name, () => assert.equal(line(input), expected));
  }

  test("what is not found is said, the line stays", () => {
    const { state } = type("\x12gam\x12zz");
    assert.equal(state.search?.hasFailed, true);
    assert.equal(state.editor.text, "get gamma");
  });

  test("Enter runs what was found", () => {
    assert.deepEqual(type("\x12alp\r").effects.at(-1), { kind: "enter", line: "get alpha" });
  });
});
