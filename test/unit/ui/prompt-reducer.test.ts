/** The prompt: keys in, line, mode and effects out. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { KeyEvent } from "../../../src/ui/decode-keys.ts";
import { reducePrompt, suggestionOf } from "../../../src/ui/prompt-reducer.ts";
import { initialPrompt, type PromptState } from "../../../src/ui/prompt-state.ts";
import { completeLine, line, type } from "../../support/prompt-keys.ts";

describe("editing", () => {
  const cases: readonly [string, string, string][] = [
    ["typing", "get a", "get a|"],
    ["Ctrl-A then text", "a\x01get ", "get |a"],
    ["up twice", "\x1b[A\x1b[A", "set beta 0 0 x|"],
    ["up and back down keeps what was typed", "dra\x10\x10\x0e\x0e", "dra|"],
    ["up at the oldest stays", "\x10\x10\x10\x10", "get alpha|"],
    ["down at the newest stays", "x\x0e", "x|"],
    ["right takes the suggestion", "get a\x1b[C", "get alpha|"],
    ["Ctrl-E takes it too", "set\x05", "set beta 0 0 x|"],
    ["right inside the line does not", "get a\x02\x06", "get a|"],
    ["tab completes a single candidate with a space", "stats sett\t", "stats settings |"],
    ["tab completes as far as is certain", "lru_crawler m\t", "lru_crawler m|"],
    ["tab cycles", "lru_crawler m\t\t", "lru_crawler metadump|"],
    ["tab cycles on", "lru_crawler m\t\t\t", "lru_crawler mgdump|"],
    ["shift-tab goes back", "lru_crawler m\t\x1b[Z", "lru_crawler mgdump|"],
    ["tab wraps around", "lru_crawler m\t\t\t\t", "lru_crawler metadump|"],
    ["Ctrl-G gives the completion up", "lru_crawler m\t\t\x07", "lru_crawler m|"],
    ["a flag with an argument gets no space", "md k T\t", "md k T|"],
    ["Ctrl-C drops the line", "abc\x03", "|"],
    ["Ctrl-D deletes inside a line", "abc\x01\x04", "|bc"],
    ["kill and yank", "abc def\x17\x01\x19", "def|abc "],
  ];
  for (const [name, input, expected] of cases) {
    test(name, () => assert.equal(line(input), expected));
  }
});

describe("effects", () => {
  test("Enter echoes and runs the line", () => {
    const { state, effects } = type("get a\r");
    assert.deepEqual(effects, [
      { kind: "echo", prompt: "", text: "get a", mark: "" },
      { kind: "enter", line: "get a" },
    ]);
    assert.equal(state.mode, "running");
  });

  test("Ctrl-C says how to leave; Ctrl-D on an empty line leaves", () => {
    assert.equal(type("abc\x03").state.notice, "Ctrl-D leaves");
    assert.deepEqual(type("abc\x03").effects, [{ kind: "echo", prompt: "", text: "abc", mark: "^C" }]);
    assert.equal(type("abc\x03d").state.notice, "");
    assert.deepEqual(type("\x04").effects.at(-1), { kind: "quit" });
  });

  test("keys wait while a command runs, one line at a time", () => {
    const first = type("get a\rget b\rget c");
    assert.deepEqual(first.effects.at(-1), { kind: "enter", line: "get a" });
    const second = reducePrompt(first.state, { kind: "finished", history: [] }, completeLine);
    assert.deepEqual(second.effects.at(-1), { kind: "enter", line: "get b" });
    const third = reducePrompt(second.state, { kind: "finished", history: [] }, completeLine);
    assert.deepEqual(third.effects, []);
    assert.equal(third.state.editor.text, "get c");
  });

  test("Ctrl-C while a command runs stops waiting and forgets what was typed ahead", () => {
    const { state, effects } = type("get a\rget b\r\x03");
    assert.deepEqual(effects.at(-1), { kind: "abort" });
    assert.deepEqual(state.waiting, []);
  });

  test("a question takes an answer; Ctrl-C and Ctrl-D mean no", () => {
    const asked = reducePrompt(type("flush_all\r").state, { kind: "ask", question: "sure? " }, completeLine).state;
    assert.deepEqual(type("y\r", asked).effects.at(-1), { kind: "answer", text: "y" });
    assert.deepEqual(type("y\x03", asked).effects.at(-1), { kind: "answer", text: undefined });
    assert.deepEqual(type("\x04", asked).effects.at(-1), { kind: "answer", text: undefined });
    assert.equal(type("a\t\x12\x10", asked).state.editor.text, "a");
  });

  test("Ctrl-L clears", () => assert.deepEqual(type("a\x0c").effects, [{ kind: "clear" }]));
});

test("the suggestion is only shown at the end of a command line", () => {
  assert.equal(suggestionOf(type("get a").state), "lpha");
  assert.equal(suggestionOf(type("get a\x02").state), "");
  assert.equal(suggestionOf(type("\x12get").state), "");
});

test("no suggestion while the arrows look at the history", () => {
  const completeNothing = () => ({ start: 0, end: 0, candidates: [] });
  const history = ["get a", "get a b"];
  const atPrompt = reducePrompt(initialPrompt([]), { kind: "finished", history }, completeNothing).state;
  const press = (state: PromptState, key: KeyEvent) =>
    reducePrompt(state, { kind: "input", key }, completeNothing).state;
  const up = { kind: "key", name: "up" } as const;
  const shown = press(press(atPrompt, up), up);
  assert.deepEqual([shown.editor.text, suggestionOf(shown)], ["get a", ""]);
  assert.equal(suggestionOf(press(atPrompt, { kind: "text", text: "get a" })), " b");
});
