/** Reverse search at the prompt, key by key. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { complete } from "../../../src/repl/complete.ts";
import { DECODER_START, decodeKeys } from "../../../src/ui/decode-keys.ts";
import { reducePrompt } from "../../../src/ui/prompt-reducer.ts";
import { initialPrompt, type PromptEffect, type PromptState } from "../../../src/ui/prompt-state.ts";

const HISTORY = ["get alpha", "set beta 0 0 x", "get gamma"];
const knowledge = { keysStartingWith: () => [], addresses: [] };
const completeLine = (line: string, cursor: number) => complete(line, cursor, knowledge);

/** Types `input` at a prompt that is ready, and collects what has to be done. */
function type(input: string, start: PromptState = ready()): { state: PromptState; effects: PromptEffect[] } {
  let state = start;
  const effects: PromptEffect[] = [];
  for (const key of decodeKeys(DECODER_START, input).events) {
    const step = reducePrompt(state, { kind: "input", key }, completeLine);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

function ready(history: readonly string[] = HISTORY): PromptState {
  return reducePrompt(initialPrompt([]), { kind: "finished", history }, completeLine).state;
}

function line(input: string): string {
  const { text, cursor } = type(input).state.editor;
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

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
