/** The line being typed: a pure reducer with the usual Emacs keys. Positions are UTF-16 offsets on grapheme borders. */

/** A line and what its editing needs to remember. */
export interface EditorState {
  readonly text: string;
  readonly cursor: number;
  /** What Ctrl-Y brings back. */
  readonly killed: string;
  /** The last action was a kill: the next one adds to it. */
  readonly isKilling: boolean;
  /** Earlier states, oldest first, for undo. */
  readonly undo: readonly { readonly text: string; readonly cursor: number }[];
}

/** An empty line. */
export const EMPTY_EDITOR: EditorState = { text: "", cursor: 0, killed: "", isKilling: false, undo: [] };

/** What the keys without text do. */
export type EditorCommand =
  | "line-start"
  | "line-end"
  | "back"
  | "forward"
  | "word-back"
  | "word-forward"
  | "delete"
  | "delete-back"
  | "kill-to-end"
  | "kill-to-start"
  | "kill-word-back"
  | "kill-word-forward"
  | "kill-blank-word-back"
  | "yank"
  | "transpose"
  | "undo";

const UNDO_MAX = 200;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The border of the grapheme before `at`. */
export function previousBorder(text: string, at: number): number {
  return at <= 0 ? 0 : (graphemes.segment(text).containing(at - 1)?.index ?? 0);
}

/** The border behind the grapheme that starts at `at`. */
function nextBorder(text: string, at: number): number {
  const found = graphemes.segment(text).containing(at);
  return found === undefined ? text.length : found.index + found.segment.length;
}

/** The nearest grapheme border at or before `at`. */
function snap(text: string, at: number): number {
  return at >= text.length ? text.length : (graphemes.segment(text).containing(at)?.index ?? 0);
}

function wordStart(text: string, cursor: number): number {
  return cursor - (/[\p{L}\p{N}\p{M}_]*[^\p{L}\p{N}\p{M}_]*$/u.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

function wordEnd(text: string, cursor: number): number {
  return cursor + (/^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** Start of the word before the cursor, words being what blanks separate (Ctrl-W). */
function blankWordStart(text: string, cursor: number): number {
  return text.slice(0, cursor).search(/[^ ]* *$/);
}

/** The line with `text` in it, the cursor at `cursor`; the state before can be brought back. */
function change(state: EditorState, text: string, cursor: number): EditorState {
  if (text === state.text) {
    return move(state, cursor);
  }
  const undo = [...state.undo, { text: state.text, cursor: state.cursor }].slice(-UNDO_MAX);
  return { ...state, text, cursor: snap(text, cursor), isKilling: false, undo };
}

function move(state: EditorState, cursor: number): EditorState {
  return { ...state, cursor: snap(state.text, cursor), isKilling: false };
}

/** Puts `text` at the cursor. Controls other than line ends become spaces. */
export function insertText(state: EditorState, text: string): EditorState {
  const clean = text.replace(/(?!\n)\p{Cc}/gu, " ");
  const before = state.text.slice(0, state.cursor) + clean;
  return change(state, before + state.text.slice(state.cursor), before.length);
}

/** Replaces `start`..`end` by `text` and puts the cursor behind it. */
export function replaceRange(state: EditorState, start: number, end: number, text: string): EditorState {
  const before = state.text.slice(0, start) + text;
  return change(state, before + state.text.slice(end), before.length);
}

/** Another line altogether, the cursor at its end. */
export function replaceLine(state: EditorState, text: string): EditorState {
  return change(state, text, text.length);
}

/** Removes `start`..`end` into the kill buffer; kills in a row add up. */
function kill(state: EditorState, start: number, end: number): EditorState {
  const piece = state.text.slice(start, end);
  if (piece === "") {
    return state;
  }
  const isForward = start >= state.cursor;
  const before = state.isKilling ? state.killed : "";
  const killed = isForward ? before + piece : piece + before;
  return { ...replaceRange(state, start, end, ""), killed, isKilling: true };
}

/** Swaps the graphemes around the cursor; at the end of the line the two before it. */
function transpose(state: EditorState): EditorState {
  const { text, cursor } = state;
  const middle = cursor >= text.length ? previousBorder(text, text.length) : cursor;
  const start = previousBorder(text, middle);
  const end = nextBorder(text, middle);
  if (start === middle || middle === end) {
    return state;
  }
  return replaceRange(state, start, end, text.slice(middle, end) + text.slice(start, middle));
}

function undo(state: EditorState): EditorState {
  const last = state.undo.at(-1);
  return last === undefined ? state : { ...state, ...last, isKilling: false, undo: state.undo.slice(0, -1) };
}

/** Does what a key asks for. */
export function edit(state: EditorState, command: EditorCommand): EditorState {
  const { text, cursor } = state;
  switch (command) {
    case "line-start":
      return move(state, 0);
    case "line-end":
      return move(state, text.length);
    case "back":
      return move(state, previousBorder(text, cursor));
    case "forward":
      return move(state, nextBorder(text, cursor));
    case "word-back":
      return move(state, wordStart(text, cursor));
    case "word-forward":
      return move(state, wordEnd(text, cursor));
    case "delete":
      return replaceAt(state, cursor, nextBorder(text, cursor));
    case "delete-back":
      return replaceAt(state, previousBorder(text, cursor), cursor);
    case "kill-to-end":
      return kill(state, cursor, text.length);
    case "kill-to-start":
      return kill(state, 0, cursor);
    case "kill-word-back":
      return kill(state, wordStart(text, cursor), cursor);
    case "kill-word-forward":
      return kill(state, cursor, wordEnd(text, cursor));
    case "kill-blank-word-back":
      return kill(state, blankWordStart(text, cursor), cursor);
    case "yank":
      return insertText(state, state.killed);
    case "transpose":
      return transpose(state);
    case "undo":
      return undo(state);
  }
}

function replaceAt(state: EditorState, start: number, end: number): EditorState {
  return replaceRange(state, start, end, "");
}
