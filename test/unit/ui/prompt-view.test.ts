/** What is drawn left and right of the cursor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_EDITOR } from "../../../src/ui/line-editor.ts";
import type { PromptState } from "../../../src/ui/prompt-state.ts";
import { initialPrompt } from "../../../src/ui/prompt-state.ts";
import { faultOf, ghostOf, type PromptTarget, promptPieces, promptText } from "../../../src/ui/prompt-view.ts";

function state(marked: string, more: Partial<PromptState> = {}): PromptState {
  const cursor = marked.indexOf("|");
  const editor = { ...EMPTY_EDITOR, text: marked.replace("|", ""), cursor };
  return { ...initialPrompt(["get alpha"]), mode: "edit", editor, ...more };
}

function target(connection: PromptTarget["state"]): PromptTarget {
  return { label: "h:1", state: connection, goneCount: connection === "gone" ? 1 : 0, nodeCount: 1 };
}

function shown(prompt: PromptState, connection: "connected" | "gone" = "connected"): string {
  const { before, after } = promptPieces(prompt, target(connection));
  const text = (pieces: typeof before) =>
    pieces.map((piece) => (piece.text === "" ? "" : `<${piece.style}:${piece.text}>`));
  return [...text(before), "|", ...text(after)].join("");
}

test("the prompt says when nobody answers", () => {
  assert.equal(promptText(target("idle")), "h:1> ");
  assert.equal(promptText(target("gone")), "h:1 (not connected)> ");
  const many = { ...target("gone"), label: "all 3 nodes", nodeCount: 3 };
  assert.equal(promptText(many), "all 3 nodes (1 not connected)> ");
  assert.equal(promptText({ ...many, goneCount: 3 }), "all 3 nodes (not connected)> ");
});

test("line, hint, suggestion, question, search", () => {
  assert.equal(shown(state("a|b")), "<prompt:h:1> ><command:a>|<command:b>");
  assert.equal(shown(state("get a|")), "<prompt:h:1> ><command:get><input: ><key:a>|<ghost:lpha>");
  assert.equal(shown(state("mn|"), "gone"), "<promptGone:h:1 (not connected)> ><command:mn>|");
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

test("what cannot be right is marked and explained, except while completions are on show", () => {
  assert.equal(
    shown(state("mg k Z |")),
    "<prompt:h:1> ><command:mg><input: ><key:k><input: ><error:Z><input: >|<ghost:[flags vftcskhluCTNREOqb]>",
  );
  assert.match(faultOf(state("mg k Z |")), /^mg has no flag "Z"/);
  assert.equal(faultOf(state("mg k v |")), "");
  const completion = { start: 0, candidates: [], selected: -1, before: EMPTY_EDITOR };
  assert.equal(faultOf(state("mg k Z |", { completion })), "");
});

test("a command of several lines has no hint", () => {
  assert.equal(ghostOf(state('set k "a\n|')), "");
  assert.equal(ghostOf(state("set k <<EOF|")), "");
});
