/** `COMMAND > file`, `COMMAND >> file` and `COMMAND | program` at the prompt: where a reply goes instead of the screen. Pure. */
import { splitWords, textOf, type Word } from "./words.ts";

/** Where a reply goes. */
export type RedirectTarget =
  | { readonly kind: "file"; readonly path: string; readonly isAppending: boolean }
  | { readonly kind: "program"; readonly command: string };

/** A line without its redirection, and the redirection, if there is one; or why it cannot be understood. */
export type Redirected =
  | { readonly line: string; readonly target: RedirectTarget | undefined }
  | { readonly message: string; readonly hint: string };

/**
 * Takes the redirection off a line. Only bare words count: a `|`, or a `>` or `>>` as the last word but one (or glued to the last).
 * In quotes they are text as any other.
 */
export function takeRedirect(line: string): Redirected {
  const { words, error } = splitWords(line);
  if (error !== undefined && !words.some((word) => isBare(word, "|"))) {
    return { line, target: undefined };
  }
  const pipe = words.find((word) => isBare(word, "|"));
  if (pipe !== undefined) {
    const command = line.slice(pipe.end).trim();
    return command === "" || pipe === words[0]
      ? { message: "| needs a command before it and a program behind it", hint: "stats | grep evict" }
      : { line: line.slice(0, pipe.start).trimEnd(), target: { kind: "program", command } };
  }
  return toFile(line, words);
}

/** Where a redirection starts in a line that may still be typed; the line's length when there is none. */
export function redirectStart(line: string): number {
  const { words } = splitWords(line);
  const pipe = words.find((word, index) => index > 0 && isBare(word, "|"));
  const arrow = words
    .slice(1)
    .slice(-2)
    .find((word) => isBare(word, ">") || isBare(word, ">>"));
  return pipe?.start ?? arrow?.start ?? line.length;
}

function isBare(word: Word | undefined, text: string): boolean {
  return word?.quoted === false && textOf(word) === text;
}

function toFile(line: string, words: readonly Word[]): Redirected {
  const last = words.at(-1);
  const before = words.at(-2);
  if (isBare(last, ">") || isBare(last, ">>")) {
    return { message: `${textOf(last)} needs the name of a file`, hint: "get photo > photo.png" };
  }
  const arrow = [">>", ">"].find((sign) => isBare(before, sign));
  if (arrow !== undefined && before !== undefined && words.length > 2) {
    const target: RedirectTarget = { kind: "file", path: textOf(last), isAppending: arrow === ">>" };
    return { line: line.slice(0, before.start).trimEnd(), target };
  }
  const [, sign, path] = (last?.quoted === false ? /^(>>?)([^>].*)$/.exec(textOf(last)) : null) ?? [];
  return path === undefined || last === undefined || words.length < 2
    ? { line, target: undefined }
    : { line: line.slice(0, last.start).trimEnd(), target: { kind: "file", path, isAppending: sign === ">>" } };
}
