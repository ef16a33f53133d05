/** Which key does what at the prompt. */
import type { EditorCommand } from "./line-editor.ts";

/** The keys of the line editor, by the names of decode-keys.ts. */
export const EDITOR_KEYS: Readonly<Record<string, EditorCommand>> = {
  "C-a": "line-start",
  home: "line-start",
  "C-e": "line-end",
  end: "line-end",
  "C-b": "back",
  left: "back",
  "C-f": "forward",
  right: "forward",
  "M-b": "word-back",
  "M-f": "word-forward",
  "C-d": "delete",
  delete: "delete",
  "C-h": "delete-back",
  backspace: "delete-back",
  "C-k": "kill-to-end",
  "C-u": "kill-to-start",
  "C-w": "kill-blank-word-back",
  "M-backspace": "kill-word-back",
  "M-d": "kill-word-forward",
  "C-y": "yank",
  "C-t": "transpose",
  "C-_": "undo",
};

/** Keys that accept the grey suggestion when the cursor is at the end of the line. */
export const ACCEPT_KEYS: ReadonlySet<string> = new Set(["right", "C-f", "C-e", "end"]);
