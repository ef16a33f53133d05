/** The state a prompt starts in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { complete } from "../../../src/repl/complete.ts";
import { reducePrompt } from "../../../src/ui/prompt-reducer.ts";
import { initialPrompt } from "../../../src/ui/prompt-state.ts";

test("a prompt first waits for its shell: keys are kept until that has connected", () => {
  const completeLine = (line: string, cursor: number) =>
    complete(line, cursor, { keysStartingWith: () => [], addresses: [] });
  const first = initialPrompt(["get a"]);
  assert.deepEqual([first.mode, first.history, first.waiting], ["running", ["get a"], []]);
  const typed = reducePrompt(first, { kind: "input", key: { kind: "text", text: "ge" } }, completeLine).state;
  assert.deepEqual([typed.editor.text, typed.waiting.length], ["", 1]);
  const ready = reducePrompt(typed, { kind: "finished", history: [] }, completeLine).state;
  assert.deepEqual([ready.mode, ready.editor.text, ready.waiting.length], ["edit", "ge", 0]);
});
