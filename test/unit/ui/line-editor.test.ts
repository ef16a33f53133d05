/** The line editor, key by key. `|` marks the cursor. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type EditorCommand,
  type EditorState,
  EMPTY_EDITOR,
  edit,
  insertText,
  replaceLine,
} from "../../../src/ui/line-editor.ts";

function editor(marked: string): EditorState {
  const cursor = marked.indexOf("|");
  return { ...EMPTY_EDITOR, text: marked.replace("|", ""), cursor };
}

function marked({ text, cursor }: EditorState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe("edit", () => {
  const cases: readonly [EditorCommand, string, string][] = [
    ["line-start", "get a|b", "|get ab"],
    ["line-end", "ge|t ab", "get ab|"],
    ["back", "a|b", "|ab"],
    ["back", "|ab", "|ab"],
    ["forward", "a|b", "ab|"],
    ["forward", "ab|", "ab|"],
    ["back", "e\u0301|", "|e\u0301"],
    ["back", "a👩‍👩‍👧|", "a|👩‍👩‍👧"],
    ["forward", "|漢字", "漢|字"],
    ["word-back", "get user:42|", "get user:|42"],
    ["word-back", "get  |", "|get  "],
    ["word-forward", "|get user:42", "get| user:42"],
    ["word-forward", "get| user:42", "get user|:42"],
    ["delete", "a|bc", "a|c"],
    ["delete", "ab|", "ab|"],
    ["delete-back", "ab|c", "a|c"],
    ["delete-back", "|c", "|c"],
    ["delete-back", "👍🏽|c", "|c"],
    ["kill-to-end", "a|bc", "a|"],
    ["kill-to-start", "ab|c", "|c"],
    ["kill-blank-word-back", "get user:42  |x", "get |x"],
    ["kill-word-back", "get user:42|", "get user:|"],
    ["kill-word-forward", "|get user", "| user"],
    ["transpose", "ab|c", "acb|"],
    ["transpose", "abc|", "acb|"],
    ["transpose", "|ab", "|ab"],
    ["transpose", "a|", "a|"],
    ["undo", "a|b", "a|b"],
  ];
  for (const [command, before, after] of cases) {
    test(`${command}: ${before}`, () => assert.equal(marked(edit(editor(before), command)), after));
  }
});

test("kills in a row add up and are yanked together", () => {
  let state = editor("one two three|");
  state = edit(state, "kill-blank-word-back");
  state = edit(state, "kill-blank-word-back");
  assert.equal(state.killed, "two three");
  state = edit(edit(state, "line-start"), "yank");
  assert.equal(marked(state), "two three|one ");
});

test("a kill after a movement starts anew", () => {
  let state = edit(editor("ab cd|"), "kill-blank-word-back");
  state = edit(edit(state, "line-start"), "kill-to-end");
  assert.equal(state.killed, "ab ");
});

test("undo goes back step by step", () => {
  let state = insertText(EMPTY_EDITOR, "get");
  state = insertText(state, " a");
  state = edit(state, "kill-to-start");
  assert.equal(marked(edit(state, "undo")), "get a|");
  assert.equal(marked(edit(edit(state, "undo"), "undo")), "get|");
});

test("inserted control characters become spaces, except line ends", () => {
  assert.equal(insertText(EMPTY_EDITOR, "a\nb\x1bc").text, "a\nb c");
});

test("replaceLine puts the cursor at the end", () => {
  assert.equal(marked(replaceLine(editor("a|b"), "get x")), "get x|");
});
