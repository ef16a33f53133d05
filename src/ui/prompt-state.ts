/** What the prompt is doing: the data of prompt-reducer.ts, and what it asks the outside to do. */
import type { Candidate } from "../repl/complete.ts";
import type { KeyEvent } from "./decode-keys.ts";
import { type EditorState, EMPTY_EDITOR } from "./line-editor.ts";
import type { PagerState } from "./pager.ts";

/** A reverse search under way. `index` is the entry shown; `before` comes back when it is given up. */
export interface SearchState {
  readonly query: string;
  readonly index: number | undefined;
  readonly hasFailed: boolean;
  readonly before: EditorState;
}

/** Candidates on show. `selected` is the one in the line, -1 while only the list is shown. */
export interface CompletionState {
  readonly start: number;
  readonly candidates: readonly Candidate[];
  readonly selected: number;
  /** The line as it was before a candidate was put in. */
  readonly before: EditorState;
}

/**
 * `edit`: a command line. `ask`: an answer to `question`. `running`: a command has the word, keys wait. `page`: a long reply is
 * looked at. `away`: another program has the terminal. `left`: over.
 */
export type PromptMode = "edit" | "ask" | "running" | "page" | "away" | "left";

/** See the file's comment. */
export interface PromptState {
  readonly mode: PromptMode;
  readonly editor: EditorState;
  readonly history: readonly string[];
  /** Which entry the arrows are at; undefined: the line being typed. */
  readonly historyIndex: number | undefined;
  /** The line being typed, while the arrows look at others. */
  readonly draft: string;
  readonly search: SearchState | undefined;
  readonly completion: CompletionState | undefined;
  readonly question: string;
  /** One grey line under the prompt, gone with the next key. */
  readonly notice: string;
  /** Keys that came while a command ran. */
  readonly waiting: readonly KeyEvent[];
  /** What is shown while a command runs; "" for the usual note. */
  readonly busy: string;
  readonly pager: PagerState | undefined;
}

/**
 * What the outside has to do. `enter`: run the line. `answer`: it is for the question (undefined: given up). `echo`: print
 * what was typed above, behind `prompt` ("": the usual one). `abort`: stop waiting for the running command. `paged`: the pager
 * was left.
 */
export type PromptEffect =
  | { readonly kind: "enter"; readonly line: string }
  | { readonly kind: "answer"; readonly text: string | undefined }
  | { readonly kind: "echo"; readonly prompt: string; readonly text: string; readonly mark: string }
  | { readonly kind: "abort" }
  | { readonly kind: "clear" }
  | { readonly kind: "paged" }
  | { readonly kind: "quit" };

/**
 * What happens to a prompt: a key; the running command ended, asks something, says what it does, shows a long reply, gives
 * the terminal away or has it back; the terminal has another size; what is shown beside the state (the connection) has
 * changed; the shell is being left.
 */
export type PromptEvent =
  | { readonly kind: "input"; readonly key: KeyEvent }
  | { readonly kind: "finished"; readonly history: readonly string[] }
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "busy"; readonly note: string }
  | { readonly kind: "page"; readonly pager: PagerState }
  | { readonly kind: "resize"; readonly columns: number; readonly rows: number }
  | { readonly kind: "away" }
  | { readonly kind: "back" }
  | { readonly kind: "refresh" }
  | { readonly kind: "left" };

/** A prompt that starts with this history, not yet ready for keys. */
export function initialPrompt(history: readonly string[]): PromptState {
  return {
    mode: "running",
    editor: EMPTY_EDITOR,
    history,
    historyIndex: undefined,
    draft: "",
    search: undefined,
    completion: undefined,
    question: "",
    notice: "",
    waiting: [],
    busy: "",
    pager: undefined,
  };
}
