/** What is drawn left and right of the cursor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_EDITOR } from "../../../src/ui/line-editor.ts";
import type { PromptState } from "../../../src/ui/prompt-state.ts";
import { initialPrompt } from "../../../src/ui/prompt-state.ts";
import { ghostOf, promptPieces, promptText } from "../../../src/ui/prompt-view.ts";

function state(marked: string, more: Partial<PromptState> = {}): PromptState {
  const cursor = marked.indexOf("|");
  const editor = { ...EMPTY_EDITOR, text: marked.replace("|", ""), cursor };
  return { ...initialPrompt(["get alpha"]), mode: "edit", editor, ...more };
}

function shown(prompt: PromptState, connection: "connected" | "gone" = "connected"): string {
  const { before, after } = promptPieces(prompt, "h:1", connection);
  const text = (pieces: typeof before) =>
    pieces.map((piece) => (piece.text === "" ? "" : `<${piece.style}:${piece.text}>`));
  return [...text(before), "|", ...text(after)].join("");
}

test("the prompt says when nobody answers", () => {
  assert.equal(promptText("h:1", "idle"), "h:1> ");
  assert.equal(promptText("h:1", "gone"), "h:1 (not connected)> ");
});

test("line, hint, suggestion, question, search", () => {
  assert.equal(shown(state("a|b")), "<prompt:h:1> ><input:a>|<input:b>");
  assert.equal(shown(state("get a|")), "<prompt:h:1> ><input:get a>|<ghost:lpha>");
  assert.equal(shown(state("mn|"), "gone"), "<promptGone:h:1 (not connected)> ><input:mn>|");
  assert.equal(shown(state("y|", { mode: "ask", question: "sure? " })), "<prompt:sure? ><input:y>|");
  const search = { query: "ALP".toLowerCase(), index: 0, hasFailed: false, before: EMPTY_EDITOR };
  assert.equal(
    shown(state("get alpha|", { search })),
    "<prompt:(reverse-i-search)`alp': ><input:get >|<match:alp><input:ha>",
  );
});

test("a suggestion from the history goes before the rest of the syntax", () => {
  assert.equal(ghostOf(state("get |")), "alpha");
  assert.equal(ghostOf(state("get b|")), " [key...]");
  assert.equal(ghostOf(state("ge|t")), "");
});
