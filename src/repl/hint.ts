/** The rest of a command's syntax, shown greyed behind what has been typed so far. */
import type { CommandArgument, CommandSpec } from "../protocol/command-spec.ts";
import { COMMANDS, findCommand, subCommands } from "../protocol/command-table.ts";
import { argumentAt } from "./complete.ts";
import { localCommand } from "./local-commands.ts";
import { repeatPrefixLength } from "./repeat.ts";

/** What follows the key of a storage command in its friendly form. */
const FRIENDLY_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  set: ["[ttl=5m]", "[flags=1]", "[cas=N]"],
  add: ["[ttl=5m]", "[flags=1]"],
  replace: ["[ttl=5m]", "[flags=1]", "[cas=N]"],
  append: ["[cas=N]"],
  prepend: ["[cas=N]"],
  cas: ["cas=N", "[ttl=5m]", "[flags=1]"],
};

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
  if (argument.name === "delta") {
    return "[delta]";
  }
  return argument.repeated && argument.choices !== undefined ? argument.choices.join("|") : argument.name;
}

/** The whole syntax of a command: `set key flags exptime "value"|bytes [noreply]`. */
export function syntaxOf(spec: CommandSpec): string {
  return [...spec.words, ...spec.arguments.map((argument) => argumentSyntax(argument, spec.metaFlags))].join(" ");
}

/** The friendly form of a storage command; undefined for any other. */
export function friendlySyntaxOf(spec: CommandSpec): string | undefined {
  const options = FRIENDLY_OPTIONS[spec.words[0] ?? ""];
  return options === undefined ? undefined : [...spec.words, "key", "value", ...options].join(" ");
}

/**
 * What may follow `line`, to be shown right behind it, with a leading space where one is missing. "" when the line is
 * empty, is complete, or starts with nothing known.
 */
export function hintFor(typed: string): string {
  const line = typed.slice(repeatPrefixLength(typed));
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
  const local = localCommand(first);
  if (local !== undefined && (first !== "slabs" || words.length === 1) && !(first === "slabs" && atGap)) {
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

/** Behind the key of a storage command: the friendly form, and as long as only numbers stand there, memcached's own too. */
function storageHint(spec: CommandSpec, given: readonly string[]): string | undefined {
  const options = FRIENDLY_OPTIONS[spec.words[0] ?? ""];
  const [, ...after] = given;
  if (options === undefined || (after.length >= 2 && after.slice(0, 2).every((word) => /^[+-]?\d+$/.test(word)))) {
    return undefined;
  }
  if (given.length === 0) {
    return ["key", "value", ...options].join(" ");
  }
  const used = new Set(after.slice(1).map((word) => word.split("=", 1)[0]));
  const left = options.filter((option) => !used.has(/(\w+)=/.exec(option)?.[1]));
  if (after.length === 0) {
    return ["value", ...left].join(" ");
  }
  const classic = after.length === 1 && /^\d+$/.test(after[0] ?? "") ? ["| exptime", '"value"|bytes'] : [];
  return [...left, ...classic].join(" ");
}

function argumentsAfter(spec: CommandSpec, given: readonly string[], atGap: boolean): string {
  const friendly = storageHint(spec, given);
  if (friendly !== undefined) {
    return friendly;
  }
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
