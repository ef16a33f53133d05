/** From the prompt's state to what is drawn: which pieces stand before and after the cursor. Pure. */
import { hintFor } from "../repl/hint.ts";
import type { ConnectionState } from "../repl/session.ts";
import type { PromptPiece } from "./prompt-layout.ts";
import { suggestionOf } from "./prompt-reducer.ts";
import type { PromptState, SearchState } from "./prompt-state.ts";

/** What stands before the line: the address, and whether anybody answers there. */
export function promptText(address: string, connection: ConnectionState): string {
  return connection === "gone" ? `${address} (not connected)> ` : `${address}> `;
}

/** The pieces left and right of the cursor. */
export function promptPieces(
  state: PromptState,
  address: string,
  connection: ConnectionState,
): { readonly before: PromptPiece[]; readonly after: PromptPiece[] } {
  const { text, cursor } = state.editor;
  if (state.search !== undefined) {
    return searchPieces(state.search, text);
  }
  const style = connection === "gone" ? "promptGone" : "prompt";
  const prompt = state.mode === "ask" ? state.question : promptText(address, connection);
  return {
    before: [
      { text: prompt, style: state.mode === "ask" ? "prompt" : style },
      { text: text.slice(0, cursor), style: "input" },
    ],
    after: [
      { text: text.slice(cursor), style: "input" },
      { text: ghostOf(state), style: "ghost" },
    ],
  };
}

/** What is shown grey behind the line: a line from the history that starts like it, else the rest of the syntax. */
export function ghostOf(state: PromptState): string {
  const { text, cursor } = state.editor;
  if (state.mode !== "edit" || cursor !== text.length) {
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
