/** The rest of a command's syntax, shown greyed behind what has been typed so far. */
import type { CommandArgument, CommandSpec } from "../protocol/command-spec.ts";
import { COMMANDS, findCommand, subCommands } from "../protocol/command-table.ts";
import { argumentAt } from "./complete.ts";
import { LOCAL_COMMANDS } from "./local-commands.ts";

/** How an argument is written in a syntax line: `key`, `[flag...]`, `key [key...]`, `value`. */
function argumentSyntax(argument: CommandArgument, metaFlags?: CommandSpec["metaFlags"]): string {
  const name = nameOf(argument, metaFlags);
  if (argument.repeated && !argument.optional) {
    return `${name} [${name}...]`;
  }
  return argument.optional ? `[${name}${argument.repeated && argument.kind !== "metaFlag" ? "..." : ""}]` : name;
}

function nameOf(argument: CommandArgument, metaFlags: CommandSpec["metaFlags"]): string {
  if (argument.kind === "data") {
    return '"value"|bytes';
  }
  if (argument.kind === "metaFlag") {
    return `flags ${(metaFlags ?? []).map((flag) => flag.letter).join("")}`;
  }
  return argument.repeated && argument.choices !== undefined ? argument.choices.join("|") : argument.name;
}

/** The whole syntax of a command: `set key flags exptime "value"|bytes [noreply]`. */
export function syntaxOf(spec: CommandSpec): string {
  return [...spec.words, ...spec.arguments.map((argument) => argumentSyntax(argument, spec.metaFlags))].join(" ");
}

/**
 * What may follow `line`, to be shown right behind it, with a leading space where one is missing. "" when the line is
 * empty, is complete, or starts with nothing known.
 */
export function hintFor(line: string): string {
  const trimmed = line.trimStart();
  const atGap = /[ \t]$/.test(line);
  const words = trimmed.split(/[ \t]+/).filter((word) => word !== "");
  const first = words[0];
  if (first === undefined || hasOpenQuote(trimmed)) {
    return "";
  }
  const rest = restOf(countQuotedAsOne(trimmed), atGap);
  return rest === "" || atGap ? rest : ` ${rest}`;
}

/** The words of the line with each quotation counted as one word. */
function countQuotedAsOne(line: string): string[] {
  return line.match(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^ \t]+/g) ?? [];
}

function hasOpenQuote(line: string): boolean {
  return countQuotedAsOne(line).some((word) => /^["']/.test(word) && (word.length < 2 || word[0] !== word.at(-1)));
}

function restOf(words: readonly string[], atGap: boolean): string {
  const first = words[0]?.toLowerCase() ?? "";
  const local = LOCAL_COMMANDS.find((command) => command.name === first);
  if (local !== undefined) {
    return words.length === 1 ? local.syntax.slice(local.name.length).trim() : "";
  }
  const spec = findCommand([first, ...words.slice(1)]);
  const exact =
    spec !== undefined && (spec.words.length > 1 || subCommands(spec.words).length === 0 || words.length === 1);
  if (spec === undefined || !exact) {
    return nestedHint([first, ...words.slice(1)], atGap);
  }
  const nested = subCommands(spec.words).map((command) => command.words[spec.words.length]);
  if (nested.length > 0 && words.length === spec.words.length) {
    return `[${nested.join("|")}]`;
  }
  return argumentsAfter(spec, words.slice(spec.words.length), atGap);
}

/** For `lru_crawler`: the words that may come next. */
function nestedHint(words: readonly string[], atGap: boolean): string {
  const nested = subCommands(words).map((command) => command.words[words.length] ?? "");
  const known = COMMANDS.some((command) => command.words[0] === words[0]);
  return known && nested.length > 0 && (atGap || words.length === 1) ? nested.join("|") : "";
}

function argumentsAfter(spec: CommandSpec, given: readonly string[], atGap: boolean): string {
  const last = argumentAt(spec, given.length);
  if (last?.kind === "metaFlag" && given.length >= spec.arguments.length) {
    const used = new Set(given.slice(spec.arguments.length - 1).map((word) => word[0]));
    const left = (spec.metaFlags ?? []).filter((flag) => !used.has(flag.letter)).map((flag) => flag.letter);
    return left.length === 0 || !atGap ? "" : `[flags ${left.join("")}]`;
  }
  if (given.length >= spec.arguments.length && last?.repeated) {
    return `[${last.choices?.join("|") ?? `${last.name}...`}]`;
  }
  return spec.arguments
    .slice(given.length)
    .map((argument) => argumentSyntax(argument, spec.metaFlags))
    .join(" ");
}
