/**
 * Command-line words to typed arguments. The parser of yargs splits the words; names, values and suggestions are checked here by the
 * option table, so that every message has one form.
 */
import yargsParser, { type Arguments } from "yargs-parser";
import { MemtoolError } from "../base/errors.ts";
import type { CommandArguments, CommandDefinition, OptionDefinition, OptionTable } from "./command.ts";
import { readOptionValue } from "./option-values.ts";
import { suggest } from "./suggest.ts";
import { exampleLine, usageLine } from "./usage-line.ts";

/** Options every command has. */
export const GLOBAL_OPTIONS: OptionTable = {
  help: { type: "flag", alias: "h", describe: "show this help", example: "--help" },
  version: { type: "flag", alias: "V", describe: "show the version", example: "--version" },
  "no-color": {
    type: "flag",
    defaultText: "colour on a terminal",
    describe: "never colour the output (NO_COLOR does the same)",
    example: "--no-color",
  },
};

/** Parses the words after the command's name, which may ask for the help or the version instead. Throws USAGE. */
export function parseArguments(
  command: CommandDefinition,
  argv: readonly string[],
): CommandArguments | "help" | "version" {
  const { after, before } = cutAtDashes(argv);
  const table: OptionTable = { ...command.options, ...GLOBAL_OPTIONS };
  rejectFlagValues(before, table);
  const parsed = splitWords(before, table, command.optionsFirst);
  if (parsed["help"] === true) {
    return "help";
  }
  if (parsed["version"] === true) {
    return "version";
  }
  rejectUnknown(parsed, table, command);
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(command.options)) {
    options[name] = readOption(name, option, parsed[name]);
  }
  const words = [...parsed._.map(String), ...after];
  checkWordCount(command, words);
  return { options: options as CommandArguments["options"], words };
}

/** `--` ends the options: every word after it is positional (POSIX, guideline 10). */
function cutAtDashes(argv: readonly string[]): { before: readonly string[]; after: readonly string[] } {
  const at = argv.indexOf("--");
  return at === -1 ? { before: argv, after: [] } : { before: argv.slice(0, at), after: argv.slice(at + 1) };
}

/**
 * The words taken apart. With `optionsFirst` they are options up to the first word that it does not let pass: those it does are put
 * behind the options, and looking goes on behind them.
 */
function splitWords(
  argv: readonly string[],
  table: OptionTable,
  optionsFirst: CommandDefinition["optionsFirst"],
): Arguments {
  if (optionsFirst === undefined) {
    return parseWords(argv, table, false);
  }
  const options: string[] = [];
  const passed: string[] = [];
  let rest = argv;
  for (;;) {
    const left = parseWords(rest, table, true)._.map(String);
    options.push(...rest.slice(0, rest.length - left.length));
    const [word, ...more] = left;
    if (word === undefined || !optionsFirst(word, more[0])) {
      return parseWords([...options, ...passed, ...left], table, true);
    }
    passed.push(word);
    rest = more;
  }
}

function parseWords(argv: readonly string[], table: OptionTable, haltsAtWord: boolean): Arguments {
  const entries = Object.entries(table);
  const namesOf = (isFlag: boolean): string[] =>
    entries.filter(([, { type }]) => (type === "flag") === isFlag).map(([name]) => name);
  return yargsParser(joinDashes(argv, table), {
    boolean: namesOf(true),
    string: namesOf(false),
    alias: Object.fromEntries(entries.flatMap(([name, { alias }]) => (alias === undefined ? [] : [[name, [alias]]]))),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
      "halt-at-non-option": haltsAtWord,
    },
  });
}

/** yargs would not take a dash alone, which stands for stdin, as the value of the option before it. */
function joinDashes(argv: readonly string[], table: OptionTable): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const takesValue = (word: string | undefined, index: number): boolean => {
    const name = word?.startsWith("--") === true && index < end ? word.slice(2) : "";
    return Object.hasOwn(table, name) && table[name]?.type !== "flag";
  };
  return argv.flatMap((word, index) => {
    if (word === "-" && takesValue(argv[index - 1], index)) {
      return [];
    }
    return takesValue(word, index) && argv[index + 1] === "-" ? [`${word}=-`] : [word];
  });
}

/** yargs would read `--json=maybe` as off. */
function rejectFlagValues(argv: readonly string[], table: OptionTable): void {
  for (const word of argv) {
    const [, name = "", value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (value !== undefined && table[name]?.type === "flag" && value !== "true" && value !== "false") {
      throw new MemtoolError("USAGE", `--${name} takes no value`, { hint: `write --${name} alone` });
    }
  }
}

/** `parsed` also holds the parser's own `_`. */
function rejectUnknown(parsed: Arguments, table: OptionTable, command: CommandDefinition): void {
  for (const name of Object.keys(parsed)) {
    if (name === "_" || Object.hasOwn(table, name)) {
      continue;
    }
    const typed = name.length === 1 ? `-${name}` : `--${name}`;
    throw new MemtoolError("USAGE", `there is no option ${typed}`, { hint: hintForUnknown(name, table, command) });
  }
}

/** What another command takes as an option is a plain word here: `stats -s cache1`, `touch session:7 --ttl 30m`. */
function hintForUnknown(name: string, table: OptionTable, command: CommandDefinition): string {
  if (/^[0-9.]/.test(name)) {
    return "a value that begins with - is joined to its option by =, as in --ttl=-1d";
  }
  const isLetter = name.length === 1;
  const word = command.positionals.find((positional) =>
    isLetter ? positional.name.startsWith(name) : positional.name === name,
  );
  if (word !== undefined) {
    return `${word.name} stands without an option here: ${usageLine(command)}`;
  }
  const nearest = isLetter ? undefined : suggest(name, Object.keys(table));
  return nearest === undefined ? "--help lists the options" : `did you mean --${nearest}?`;
}

function readOption(name: string, option: OptionDefinition, given: unknown): unknown {
  const values = Array.isArray(given) ? given : given === undefined ? [] : [given];
  if (option.type === "flag") {
    return values.at(-1) === true;
  }
  const texts = values.map(String);
  if (texts.length === 0 && option.default !== undefined) {
    texts.push(option.default);
  }
  const read = texts.map((text) => readOptionValue(name, option, text));
  return option.repeatable === true ? read : read.at(-1);
}

function checkWordCount(command: CommandDefinition, words: readonly string[]): void {
  const { positionals } = command;
  const missing = positionals[words.length];
  if (missing?.required === true) {
    throw new MemtoolError("USAGE", `<${missing.name}> is missing: ${missing.describe}`, {
      hint: `for example: ${exampleLine(command, words)}`,
    });
  }
  const surplus = positionals.some(({ variadic }) => variadic === true) ? undefined : words[positionals.length];
  if (surplus !== undefined) {
    throw new MemtoolError("USAGE", `${JSON.stringify(surplus)} is one word too many`, {
      hint: `memtool ${command.name} --help shows what it takes`,
    });
  }
}
