/** Incremental reverse search (Ctrl-R), part of the prompt reducer. */
import { searchBackwards, searchForwards } from "../repl/history.ts";
import type { KeyEvent } from "./decode-keys.ts";
import { previousBorder, replaceLine } from "./line-editor.ts";
import type { PromptState, SearchState } from "./prompt-state.ts";

/** Ctrl-R at the prompt. */
export function startSearch(state: PromptState): PromptState {
  const search = { query: "", index: undefined, hasFailed: false, before: state.editor };
  return { ...state, search, completion: undefined };
}

/** The state after a key; `unused`: the search ended by it, and the key is still to be obeyed at the prompt. */
export function searchKey(
  state: PromptState,
  search: SearchState,
  key: KeyEvent,
): { readonly state: PromptState; readonly unused: boolean } {
  if (key.kind === "text") {
    return used(find(state, search, search.query + key.text, (search.index ?? state.history.length - 1) + 1));
  }
  switch (key.name) {
    case "C-r":
      return used(find(state, search, search.query, search.index ?? state.history.length));
    case "C-s":
      return used(findForwards(state, search));
    case "backspace":
    case "C-h": {
      const query = search.query.slice(0, previousBorder(search.query, search.query.length));
      return used(find(state, search, query, state.history.length));
    }
    case "C-c":
    case "C-g":
      return used({ ...state, editor: search.before, search: undefined });
    case "escape":
      return used({ ...state, search: undefined });
    default:
      return { state: { ...state, search: undefined, historyIndex: search.index }, unused: true };
  }
}

function used(state: PromptState): { readonly state: PromptState; readonly unused: boolean } {
  return { state, unused: false };
}

/** Looks for `query` before entry `from`; the line shows what was found, or stays. */
function find(state: PromptState, search: SearchState, query: string, from: number): PromptState {
  const index = searchBackwards(state.history, query, from);
  return show(state, search, query, index);
}

function findForwards(state: PromptState, search: SearchState): PromptState {
  const index = searchForwards(state.history, search.query, search.index ?? state.history.length);
  return show(state, search, search.query, index);
}

function show(state: PromptState, search: SearchState, query: string, index: number | undefined): PromptState {
  if (index === undefined) {
    const isEmpty = query === "";
    const editor = isEmpty ? search.before : state.editor;
    return {
      ...state,
      editor,
      search: { ...search, query, index: isEmpty ? undefined : search.index, hasFailed: !isEmpty },
    };
  }
  const editor = replaceLine(search.before, state.history[index] ?? "");
  return { ...state, editor, draft: search.before.text, search: { ...search, query, index, hasFailed: false } };
}
