/**
 * What each part of the line being typed is, and what in it cannot be right, for colours and a note while typing. Pure, and linear in
 * the length of the line. A word that is still being typed is only blamed for what more typing cannot repair.
 */
import type { CommandSpec } from "../protocol/command-spec.ts";
import { findCommand, isCommandName, subCommands } from "../protocol/command-table.ts";
import { KEY_LENGTH_MAX } from "../protocol/limits.ts";
import { argumentAt } from "./complete.ts";
import { isClassicForm, readOption } from "./friendly.ts";
import { bodyStart } from "./heredoc.ts";
import { isLocalCommand, localCommand } from "./local-commands.ts";
import { redirectStart } from "./redirect.ts";
import { repeatPrefixLength } from "./repeat.ts";
import { suggestCommand } from "./suggest-command.ts";
import { parseTtl, systemSeconds } from "./ttl.ts";
import { splitWords, textOf, type Word } from "./words.ts";

/** What a part of a line is. */
export type TokenStyle = "command" | "key" | "number" | "option" | "string" | "error" | "plain";

/** A part of the line, by UTF-16 offsets. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly style: TokenStyle;
}

/** The parts in order, and why the first wrong one is wrong. */
export interface Highlighting {
  readonly tokens: readonly Token[];
  readonly fault: string | undefined;
}

const NUMBER = /^[+-]?\d+$/;

/** A word with its verdict: `fault` says why it cannot stand here. */
interface Verdict {
  readonly style: TokenStyle;
  readonly fault?: string;
}

/** Looks at a text; `cursor` tells which word is still being typed. */
export function highlight(text: string, cursor: number = text.length): Highlighting {
  const body = bodyStart(text);
  const first = body === undefined ? text : text.slice(0, body);
  const start = repeatPrefixLength(first);
  const end = redirectStart(first);
  if (start >= end || (start === 0 && end === first.length)) {
    return withBody(highlightCommand(first, cursor), text, body);
  }
  const inner = highlightCommand(first.slice(start, end), cursor - start);
  const tokens: Token[] = [
    ...(start === 0 ? [] : [{ start: 0, end: start, style: "command" } as const]),
    ...inner.tokens.map((token) => ({ ...token, start: token.start + start, end: token.end + start })),
    ...(end === first.length ? [] : [{ start: end, end: first.length, style: "option" } as const]),
  ];
  return withBody({ tokens, fault: inner.fault }, text, body);
}

function withBody({ tokens, fault }: Highlighting, text: string, body: number | undefined): Highlighting {
  return body === undefined
    ? { tokens, fault }
    : { tokens: [...tokens, { start: body, end: text.length, style: "string" }], fault };
}

function highlightCommand(line: string, cursor: number): Highlighting {
  const { words, error } = splitWords(line);
  const verdicts = judge(words, line, cursor);
  const tokens: Token[] = words.map(({ start, end }, index) => ({
    start,
    end,
    style: verdicts[index]?.fault === undefined ? (verdicts[index]?.style ?? "plain") : "error",
  }));
  const fault = verdicts.find((verdict) => verdict.fault !== undefined)?.fault;
  if (error === undefined) {
    return { tokens, fault };
  }
  const start = error.open ? error.at : (words.at(-1)?.end ?? 0);
  const rest: Token = { start, end: line.length, style: error.open ? "string" : "error" };
  return { tokens: [...tokens, rest], fault: fault ?? (error.open ? undefined : error.message) };
}

function judge(words: readonly Word[], line: string, cursor: number): Verdict[] {
  const texts = words.map(textOf);
  const first = texts[0]?.toLowerCase() ?? "";
  const isDone = (index: number): boolean => {
    const word = words[index];
    return word !== undefined && (word.end < cursor || word.end < line.length || cursor < word.start);
  };
  if (first === "repeat" || (isLocalCommand(first) && (first !== "slabs" || words.length === 1))) {
    return words.map((word, index) => judgeLocal(first, word, index));
  }
  if (!isCommandName(first)) {
    const isFault = isDone(0) && first !== "";
    const fault = isFault ? unknownCommand(texts[0] ?? "") : undefined;
    return words.map((_, index) => (index > 0 ? { style: "plain" } : command(fault)));
  }
  const named = [first, ...texts.slice(1)];
  const spec = findCommand(named);
  return words.map((word, index) => {
    const text = named[index] ?? "";
    if (index < (spec?.words.length ?? 1)) {
      return index === 0 && spec === undefined && isDone(1) ? command(missingWord(first)) : { style: "command" };
    }
    return spec === undefined ? { style: "plain" } : judgeArgument(spec, words, index, text, word, isDone(index));
  });
}

function command(fault: string | undefined): Verdict {
  return fault === undefined ? { style: "command" } : { style: "command", fault };
}

function unknownCommand(name: string): string {
  const meant = suggestCommand(name);
  return `no command ${JSON.stringify(name)}${meant === undefined ? "" : `: did you mean ${meant}?`}`;
}

function missingWord(first: string): string {
  const nested = subCommands([first]).map((spec) => spec.words[1]);
  return `${first} is followed by ${nested.join(", ")}`;
}

function judgeLocal(name: string, word: Word, index: number): Verdict {
  if (index === 0) {
    return { style: "command" };
  }
  if (word.quoted) {
    return { style: "string" };
  }
  return localCommand(name)?.takesKey === true
    ? judgeKey(word)
    : { style: NUMBER.test(textOf(word)) ? "number" : "plain" };
}

function judgeKey({ bytes, quoted }: Word): Verdict {
  const style = quoted ? "string" : "key";
  return bytes.length > KEY_LENGTH_MAX
    ? { style, fault: `a key has at most ${KEY_LENGTH_MAX} bytes, this one has ${bytes.length}` }
    : { style };
}

function judgeArgument(
  spec: CommandSpec,
  words: readonly Word[],
  index: number,
  text: string,
  word: Word,
  isDone: boolean,
): Verdict {
  const isStorage = spec.dataBlock === true && spec.metaFlags === undefined;
  if (isStorage && index > spec.words.length && !isClassicForm(words)) {
    return judgeFriendly(words, index, text, word, isDone);
  }
  const argument = argumentAt(spec, index - spec.words.length);
  switch (argument?.kind) {
    case "key":
      return judgeKey(word);
    case "number":
      return judgeNumber(text, argument.name, isDone && text !== "noreply");
    case "exptime": {
      const fault =
        isDone && parseTtl(text, systemSeconds) === undefined ? `${JSON.stringify(text)} is no time` : undefined;
      return fault === undefined ? { style: "number" } : { style: "number", fault };
    }
    case "metaFlag":
      return judgeFlag(spec, text);
    case "data":
      return { style: word.quoted ? "string" : NUMBER.test(text) ? "number" : "string" };
    case "word": {
      const isWrong = isDone && argument.choices?.includes(text) === false && argument.choices.length > 1;
      const fault = `${JSON.stringify(text)} is none of ${argument.choices?.join(", ")}`;
      return isWrong && spec.streams !== true ? { style: "option", fault } : { style: "option" };
    }
    case undefined:
      return { style: word.quoted ? "string" : "plain" };
  }
}

function judgeNumber(text: string, name: string, isDone: boolean): Verdict {
  return isDone && !NUMBER.test(text)
    ? { style: "number", fault: `${name} is a number, not ${JSON.stringify(text)}` }
    : { style: "number" };
}

function judgeFlag(spec: CommandSpec, text: string): Verdict {
  const flag = spec.metaFlags?.find(({ letter }) => letter === text[0]);
  if (flag === undefined) {
    const letters = (spec.metaFlags ?? []).map(({ letter }) => letter).join(" ");
    return { style: "option", fault: `${spec.words[0]} has no flag ${JSON.stringify(text[0] ?? "")}: ${letters}` };
  }
  const isNumber = flag.argument !== undefined && /ttl|cas|delta|flags|initial/.test(flag.argument);
  return isNumber && text.length > 1 && !NUMBER.test(text.slice(1))
    ? { style: "option", fault: `${flag.letter} takes a number: ${flag.letter}<${flag.argument}>` }
    : { style: "option" };
}

/** Words behind the key in the friendly form: the value, then options. Numbers may still become memcached's own form. */
function judgeFriendly(words: readonly Word[], index: number, text: string, word: Word, isDone: boolean): Verdict {
  const mayBeClassic =
    words.length <= 4 && words.slice(2).every((other) => !other.quoted && NUMBER.test(textOf(other)));
  if (index === 2 || mayBeClassic) {
    return { style: word.quoted ? "string" : mayBeClassic ? "number" : "string" };
  }
  const option = text === "noreply" && !word.quoted ? {} : readOption(text, word.quoted, systemSeconds);
  return isDone && "message" in option ? { style: "option", fault: option.message } : { style: "option" };
}
