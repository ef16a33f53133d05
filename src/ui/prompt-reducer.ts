/** The prompt as a pure reducer: state and event in, state and effects out. */
import { type Completion, commonPrefix } from "../repl/complete.ts";
import { waitsFor } from "../repl/heredoc.ts";
import { suggestRest } from "../repl/history.ts";
import type { KeyEvent } from "./decode-keys.ts";
import { ACCEPT_KEYS, EDITOR_KEYS } from "./keymap.ts";
import { type EditorState, EMPTY_EDITOR, edit, insertText, replaceLine, replaceRange } from "./line-editor.ts";
import { pagerKey, resizePager } from "./pager.ts";
import type { CompletionState, PromptEffect, PromptEvent, PromptState } from "./prompt-state.ts";
import { searchKey, startSearch } from "./search-reducer.ts";

/** What the reducer needs to know of the world: nothing but completions. */
export type CompleteLine = (line: string, cursor: number) => Completion;

/** A state and what has to be done. */
export interface PromptStep {
  readonly state: PromptState;
  readonly effects: readonly PromptEffect[];
}

const LEAVE_NOTICE = "Ctrl-D leaves";

/** The prompt after `event`. Keys that came while a command ran follow as soon as it has ended. */
export function reducePrompt(state: PromptState, event: PromptEvent, completeLine: CompleteLine): PromptStep {
  switch (event.kind) {
    case "input":
      return onKey(state, event.key, completeLine);
    case "finished":
      return state.mode === "left"
        ? only(state)
        : replay(
            { ...state, mode: "edit", question: "", busy: "", pager: undefined, history: event.history },
            completeLine,
          );
    case "ask":
      return replay({ ...state, mode: "ask", question: event.question, editor: fresh(state.editor) }, completeLine);
    case "busy":
      return only({ ...state, busy: event.note });
    case "page":
      return only({ ...state, mode: "page", pager: event.pager });
    case "resize":
      return only({ ...state, pager: state.pager === undefined ? undefined : resizePager(state.pager, event) });
    case "away":
      return only({ ...state, mode: "away" });
    case "back":
      return only(state.mode === "away" ? { ...state, mode: "running" } : state);
    case "refresh":
      return only({ ...state });
    case "left":
      return only({ ...state, mode: "left" });
  }
}

function replay(state: PromptState, completeLine: CompleteLine): PromptStep {
  let step: PromptStep = { state: { ...state, waiting: [] }, effects: [] };
  for (const key of state.waiting) {
    const next = onKey(step.state, key, completeLine);
    step = { state: next.state, effects: [...step.effects, ...next.effects] };
  }
  return step;
}

function onKey(state: PromptState, key: KeyEvent, completeLine: CompleteLine): PromptStep {
  if (state.mode === "left" || state.mode === "away") {
    return only(state);
  }
  if (state.mode === "page") {
    return whilePaging(state, key);
  }
  if (state.mode === "running") {
    return whileRunning(state, key);
  }
  const seen = { ...state, notice: "" };
  if (seen.search !== undefined) {
    const { state: next, unused } = searchKey(seen, seen.search, key);
    return unused ? onKey(next, key, completeLine) : only(next);
  }
  if (key.kind === "text") {
    return only(typed(seen, insertText(seen.editor, key.text)));
  }
  return onNamedKey(seen, key.name, completeLine);
}

function only(state: PromptState): PromptStep {
  return { state, effects: [] };
}

/** A new line that can still yank what the old one killed. */
function fresh(editor: EditorState): EditorState {
  return { ...EMPTY_EDITOR, killed: editor.killed };
}

/** The state after the line changed by hand. */
function typed(state: PromptState, editor: EditorState): PromptState {
  return { ...state, editor, historyIndex: undefined, completion: undefined };
}

function whileRunning(state: PromptState, key: KeyEvent): PromptStep {
  if (key.kind === "key" && key.name === "C-c") {
    return { state: { ...state, waiting: [] }, effects: [{ kind: "abort" }] };
  }
  return only({ ...state, waiting: [...state.waiting, key] });
}

function whilePaging(state: PromptState, key: KeyEvent): PromptStep {
  const pager = state.pager === undefined ? undefined : pagerKey(state.pager, key);
  return pager === undefined
    ? { state: { ...state, mode: "running", pager: undefined }, effects: [{ kind: "paged" }] }
    : only({ ...state, pager });
}

function onNamedKey(state: PromptState, name: string, completeLine: CompleteLine): PromptStep {
  const isCommand = state.mode === "edit";
  switch (name) {
    case "enter":
      return onEnter(state);
    case "C-c":
      return onInterrupt(state);
    case "C-d":
      return state.editor.text === "" ? onEnd(state) : only(typed(state, edit(state.editor, "delete")));
    case "C-l":
      return { state, effects: [{ kind: "clear" }] };
    case "tab":
    case "S-tab":
      return only(isCommand ? onTab(state, name === "tab" ? 1 : -1, completeLine) : state);
    case "C-r":
      return only(isCommand ? startSearch(state) : state);
    case "up":
    case "C-p":
      return only(isCommand ? onHistory(state, -1) : state);
    case "down":
    case "C-n":
      return only(isCommand ? onHistory(state, 1) : state);
    case "escape":
    case "C-g":
      return only({ ...state, editor: state.completion?.before ?? state.editor, completion: undefined });
    default:
      return only(onEditorKey(state, name));
  }
}

function onEditorKey(state: PromptState, name: string): PromptState {
  const ghost = ACCEPT_KEYS.has(name) ? suggestionOf(state) : "";
  if (ghost !== "") {
    return typed(state, insertText(state.editor, ghost));
  }
  const command = EDITOR_KEYS[name];
  if (command === undefined) {
    return state;
  }
  const editor = edit(state.editor, command);
  return editor.text === state.editor.text ? { ...state, editor, completion: undefined } : typed(state, editor);
}

/**
 * The rest of a line from the history, shown grey behind the cursor; "" unless the cursor is at the end, and while the arrows look at
 * the history themselves: a longer line behind the one that was looked for would be taken for it.
 */
export function suggestionOf(state: PromptState): string {
  const { text, cursor } = state.editor;
  const isTyped = state.historyIndex === undefined && state.completion === undefined;
  const isShown = state.mode === "edit" && state.search === undefined && isTyped;
  return isShown && cursor === text.length ? suggestRest(state.history, text) : "";
}

function onEnter(state: PromptState): PromptStep {
  const line = state.editor.text;
  const wait = state.mode === "edit" ? waitsFor(line) : undefined;
  if (wait !== undefined) {
    const editor = insertText(state.editor, "\n");
    return only({ ...typed(state, editor), notice: `${wait}; Ctrl-C drops the line` });
  }
  const next: PromptState = {
    ...state,
    mode: "running",
    question: "",
    editor: fresh(state.editor),
    historyIndex: undefined,
    draft: "",
    completion: undefined,
    search: undefined,
    waiting: [],
    busy: "",
  };
  const echo: PromptEffect = { kind: "echo", prompt: state.question, text: line, mark: "" };
  const effect: PromptEffect = state.mode === "ask" ? { kind: "answer", text: line } : { kind: "enter", line };
  return { state: next, effects: [echo, effect] };
}

/** Ctrl-C: the line goes, and it is said how to leave. At a question it means no. */
function onInterrupt(state: PromptState): PromptStep {
  const echo: PromptEffect = { kind: "echo", prompt: state.question, text: state.editor.text, mark: "^C" };
  if (state.mode === "ask") {
    const next: PromptState = { ...state, mode: "running", question: "", editor: fresh(state.editor) };
    return { state: next, effects: [echo, answerNothing()] };
  }
  const next = { ...typed(state, fresh(state.editor)), draft: "", notice: LEAVE_NOTICE };
  return { state: next, effects: state.editor.text === "" ? [] : [echo] };
}

function answerNothing(): PromptEffect {
  return { kind: "answer", text: undefined };
}

/** Ctrl-D on an empty line: no more input, so leave; at a question it means no. */
function onEnd(state: PromptState): PromptStep {
  const echo: PromptEffect = { kind: "echo", prompt: state.question, text: "", mark: "" };
  const effect: PromptEffect = state.mode === "ask" ? answerNothing() : { kind: "quit" };
  return { state: { ...state, mode: "running", question: "" }, effects: [echo, effect] };
}

function onHistory(state: PromptState, step: -1 | 1): PromptState {
  if (state.completion !== undefined) {
    return cycle(state, state.completion, step);
  }
  const { history, historyIndex, editor } = state;
  const index = (historyIndex ?? history.length) + step;
  if (index < 0 || index > history.length || (historyIndex === undefined && step === 1)) {
    return state;
  }
  const draft = historyIndex === undefined ? editor.text : state.draft;
  const line = history[index] ?? draft;
  const at = index === history.length ? undefined : index;
  return { ...state, draft, historyIndex: at, editor: replaceLine(editor, line) };
}

/** First Tab: as much as is certain, and the list. Further ones: one candidate after the other. */
function onTab(state: PromptState, step: -1 | 1, completeLine: CompleteLine): PromptState {
  if (state.completion !== undefined) {
    return cycle(state, state.completion, step);
  }
  const { editor } = state;
  const { start, end, candidates } = completeLine(editor.text, editor.cursor);
  const [first] = candidates;
  if (first === undefined) {
    return { ...state, notice: "nothing to complete" };
  }
  if (candidates.length === 1) {
    const text = first.glued || editor.text[end] === " " ? first.text : `${first.text} `;
    return typed(state, replaceRange(editor, start, end, text));
  }
  const prefix = commonPrefix(candidates);
  const grown = prefix.length > end - start ? replaceRange(editor, start, end, prefix) : editor;
  return { ...typed(state, grown), completion: { start, candidates, selected: -1, before: grown } };
}

function cycle(state: PromptState, completion: CompletionState, step: -1 | 1): PromptState {
  const { candidates, before, start } = completion;
  const from = completion.selected < 0 && step < 0 ? 0 : completion.selected;
  const selected = (from + step + candidates.length) % candidates.length;
  const editor = replaceRange(before, start, before.cursor, candidates[selected]?.text ?? "");
  return { ...state, editor, historyIndex: undefined, completion: { ...completion, selected } };
}
