/** What the Tab key offers: commands, sub-commands, arguments with a closed list, meta flags, and keys seen. */
import type { CommandArgument, CommandSpec } from "../protocol/command-spec.ts";
import { COMMANDS, findCommand, subCommands } from "../protocol/command-table.ts";
import { LOCAL_COMMANDS, type LocalCommand, localCommand } from "./local-commands.ts";
import { repeatPrefixLength } from "./repeat.ts";
import { splitWords } from "./words.ts";

/** One thing to choose. `note` explains it; `glued` means an argument follows without a space (`T30`). */
export interface Candidate {
  readonly text: string;
  readonly note: string;
  readonly glued?: true;
}

/** The candidates for the word at `start`..`end` of the line (UTF-16 offsets). */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

/** What completion may know beside the command table. */
export interface Knowledge {
  keysStartingWith(prefix: string): readonly string[];
  readonly addresses: readonly string[];
}

/** Completes the word that ends at `cursor`. A word in quotes is a value and is never completed. */
export function complete(line: string, cursor: number, knowledge: Knowledge): Completion {
  const before = line.slice(0, cursor);
  const start = Math.max(before.lastIndexOf(" "), before.lastIndexOf("\t")) + 1;
  const word = before.slice(start);
  const previous = before
    .slice(repeatPrefixLength(before.slice(0, start)), start)
    .split(/[ \t]+/)
    .filter((part) => part !== "");
  const isQuoted = /^["']/.test(word) || hasOpenQuote(previous);
  const all = isQuoted || previous.includes("|") ? [] : offer(previous, word, knowledge);
  return { start, end: cursor, candidates: all.filter((candidate) => candidate.text.startsWith(word)) };
}

/** True when a quotation among the words before is not closed yet. */
function hasOpenQuote(previous: readonly string[]): boolean {
  return splitWords(previous.join(" ")).error?.open === true;
}

function offer(previous: readonly string[], word: string, knowledge: Knowledge): Candidate[] {
  const [first] = previous;
  if (first === undefined) {
    return commandCandidates();
  }
  if (first === "help") {
    return previous.length === 1 ? commandCandidates() : subCommandCandidates(previous.slice(1));
  }
  const local = localCommand(first);
  if (local !== undefined && first !== "slabs") {
    return previous.length === 1 || first === "connect" ? localCandidates(local, word, knowledge) : [];
  }
  const spec = findCommand(previous);
  const nested = subCommandCandidates(previous);
  return spec === undefined ? nested : [...nested, ...argumentCandidates(spec, previous, word, knowledge)];
}

function localCandidates(local: LocalCommand, word: string, knowledge: Knowledge): Candidate[] {
  const texts = [
    ...(local.name === "connect" || local.name === "use" ? knowledge.addresses : []),
    ...(local.choices ?? []),
    ...(local.takesKey === true ? knowledge.keysStartingWith(word) : []),
  ];
  return texts.map((text) => ({ text, note: "" }));
}

/** The options behind a value in the friendly form. */
function friendlyCandidates(spec: CommandSpec, given: readonly string[]): Candidate[] {
  const used = new Set(given.map((word) => word.split("=", 1)[0]));
  const names = spec.words[0] === "append" || spec.words[0] === "prepend" ? ["cas"] : ["ttl", "flags", "cas"];
  return names
    .filter((name) => !used.has(name) && (name !== "cas" || spec.words[0] !== "add"))
    .map((name) => ({ text: `${name}=`, note: OPTION_NOTES[name] ?? "", glued: true }));
}

const OPTION_NOTES: Readonly<Record<string, string>> = {
  ttl: "time to live: 60, 5m, 2h, 1d, never",
  flags: "client flags, a 32-bit number",
  cas: "store only if the item's cas number is still this one",
};

function commandCandidates(): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const { words, help } of COMMANDS) {
    const text = words[0] ?? "";
    const note = words.length > 1 && !seen.has(text) ? subCommandNames(text) : help;
    if (!seen.has(text)) {
      seen.set(text, { text, note });
    }
  }
  for (const { name, help } of LOCAL_COMMANDS) {
    seen.set(name, { text: name, note: help });
  }
  return [...seen.values()];
}

function subCommandNames(word: string): string {
  return subCommands([word])
    .map((command) => command.words[1])
    .join(", ");
}

function subCommandCandidates(previous: readonly string[]): Candidate[] {
  return subCommands(previous).map(({ words, help }) => ({ text: words[previous.length] ?? "", note: help }));
}

function argumentCandidates(
  spec: CommandSpec,
  previous: readonly string[],
  word: string,
  knowledge: Knowledge,
): Candidate[] {
  const given = previous.slice(spec.words.length);
  const isStorage = spec.dataBlock === true && spec.metaFlags === undefined;
  if (isStorage && given.length >= 2 && !given.slice(1, 3).every((text) => /^[+-]?\d+$/.test(text))) {
    return friendlyCandidates(spec, given.slice(2));
  }
  const argument = argumentAt(spec, given.length);
  switch (argument?.kind) {
    case "key":
      return knowledge.keysStartingWith(word).map((text) => ({ text, note: "" }));
    case "metaFlag":
      return flagCandidates(spec, given);
    case "word":
      return (argument.choices ?? []).filter((text) => !given.includes(text)).map((text) => ({ text, note: "" }));
    case "number":
    case "exptime":
    case "data":
    case undefined:
      return [];
  }
}

/** The argument at `index`; a repeated last argument takes every index after it. */
export function argumentAt(spec: CommandSpec, index: number): CommandArgument | undefined {
  const last = spec.arguments.at(-1);
  return spec.arguments[index] ?? (last?.repeated === true ? last : undefined);
}

function flagCandidates(spec: CommandSpec, given: readonly string[]): Candidate[] {
  const used = new Set(given.slice(1).map((flag) => flag[0]));
  return (spec.metaFlags ?? [])
    .filter((flag) => !used.has(flag.letter))
    .map(({ letter, argument, meaning }) =>
      argument === undefined
        ? { text: letter, note: meaning }
        : { text: letter, note: `${letter}<${argument}> ${meaning}`, glued: true },
    );
}

/** The longest text all candidates start with; "" when there are none. */
export function commonPrefix(candidates: readonly Candidate[]): string {
  let prefix = candidates[0]?.text ?? "";
  for (const { text } of candidates) {
    while (!text.startsWith(prefix)) {
      prefix = prefix.slice(0, -1);
    }
  }
  return prefix;
}
