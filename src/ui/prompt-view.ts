/** From the prompt's state to what is drawn: which pieces stand before and after the cursor. Pure. */
import { waitsFor } from "../repl/heredoc.ts";
import { highlight, type Token } from "../repl/highlight.ts";
import { hintFor } from "../repl/hint.ts";
import type { ConnectionState } from "../repl/session.ts";
import type { PromptPiece, PromptStyle } from "./prompt-layout.ts";
import { suggestionOf } from "./prompt-reducer.ts";
import type { PromptState, SearchState } from "./prompt-state.ts";

/** Whom commands go to, as the prompt says it. */
export interface PromptTarget {
  /** An address, or for several nodes how many and how. */
  readonly label: string;
  readonly state: ConnectionState;
  /** How many of several nodes do not answer. */
  readonly goneCount: number;
  readonly nodeCount: number;
}

/** What stands before the line: the address, and whether anybody answers there. */
export function promptText({ label, state, goneCount, nodeCount }: PromptTarget): string {
  if (state !== "gone") {
    return `${label}> `;
  }
  return nodeCount > 1 && goneCount < nodeCount
    ? `${label} (${goneCount} not connected)> `
    : `${label} (not connected)> `;
}

/** The pieces left and right of the cursor. */
export function promptPieces(
  state: PromptState,
  target: PromptTarget,
): { readonly before: PromptPiece[]; readonly after: PromptPiece[] } {
  const { text, cursor } = state.editor;
  if (state.search !== undefined) {
    return searchPieces(state.search, text);
  }
  const style = target.state === "gone" ? "promptGone" : "prompt";
  const prompt = state.mode === "ask" ? state.question : promptText(target);
  const tokens = state.mode === "ask" ? [] : highlight(text, cursor).tokens;
  return {
    before: [{ text: prompt, style: state.mode === "ask" ? "prompt" : style }, ...paint(text, 0, cursor, tokens)],
    after: [...paint(text, cursor, text.length, tokens), { text: ghostOf(state), style: "ghost" }],
  };
}

/** The part of a text from `from` to `to`, each token in its style. */
function paint(text: string, from: number, to: number, tokens: readonly Token[]): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  let at = from;
  const push = (end: number, style: PromptStyle) => {
    if (end > at) {
      pieces.push({ text: text.slice(at, end), style });
      at = end;
    }
  };
  for (const token of tokens) {
    push(Math.min(token.start, to), "input");
    push(Math.min(token.end, to), token.style);
  }
  push(to, "input");
  return pieces;
}

/** Why the line cannot be right, to be shown under it; "" when nothing is known against it. */
export function faultOf(state: PromptState): string {
  const isShown = state.mode === "edit" && state.search === undefined && state.completion === undefined;
  return isShown ? (highlight(state.editor.text, state.editor.cursor).fault ?? "") : "";
}

/** What is shown grey behind the line: a line from the history that starts like it, else the rest of the syntax. */
export function ghostOf(state: PromptState): string {
  const { text, cursor } = state.editor;
  if (state.mode !== "edit" || cursor !== text.length) {
    return "";
  }
  if (text.includes("\n") || waitsFor(text) !== undefined) {
    return "";
  }
  const suggestion = suggestionOf(state);
  return suggestion === "" ? hintFor(text) : suggestion;
}

function searchPieces(search: SearchState, line: string): { before: PromptPiece[]; after: PromptPiece[] } {
  const failed = search.hasFailed ? "failed " : "";
  const prompt: PromptPiece = { text: `(${failed}reverse-i-search)\`${search.query}': `, style: "prompt" };
  const at = search.query === "" ? -1 : line.toLowerCase().indexOf(search.query.toLowerCase());
  if (at < 0) {
    return { before: [prompt], after: [{ text: line, style: "input" }] };
  }
  const end = at + search.query.length;
  return {
    before: [prompt, { text: line.slice(0, at), style: "input" }],
    after: [
      { text: line.slice(at, end), style: "match" },
      { text: line.slice(end), style: "input" },
    ],
  };
}
