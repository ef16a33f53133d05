/** The help texts, from the commands' data. Pure functions of data and width. */
import {
  COMMAND_SECTIONS,
  type Command,
  type CommandDefinition,
  type CommandEntry,
  type CommandGroup,
  isRawCommand,
  type OptionTable,
} from "./command.ts";
import type { CommandIndex } from "./find-command.ts";
import { valueName } from "./option-values.ts";
import { GLOBAL_OPTIONS } from "./parse-arguments.ts";
import { usageLine } from "./usage-line.ts";

/** Lines are never wider than this, however wide the terminal is. */
const WIDTH_MAX = 110;
const WIDTH_MIN = 40;
/** Names longer than this get a line of their own. */
const NAME_WIDTH_MAX = 30;

/** One line of a help table. */
export interface HelpRow {
  readonly name: string;
  readonly text: string;
}

/** The overview of `memtool --help`. */
export function overviewHelp(index: CommandIndex, version: string, width: number): string {
  return joinBlocks([
    `memtool ${version}: everything around memcached`,
    "Usage: memtool <command> [options]",
    ...COMMAND_SECTIONS.map((section) => helpTable(`${section}:`, overviewRows(index, section), width)),
    helpTable(
      "Options of every command:",
      [
        { name: "-h, --help", text: "show the help of memtool or of a command" },
        { name: "-V, --version", text: "show the version" },
        { name: "--no-color", text: "never colour the output (NO_COLOR does the same)" },
      ],
      width,
    ),
    wrap(
      "Exit codes: 0 fine, 1 a check failed, 2 wrong usage, 3 could not connect or talk, 4 refused, 130 interrupted.",
      width,
    ),
    "`memtool <command> --help` shows every option with its default and an example.",
  ]);
}

/** The commands of a section, without those of groups; behind those of the first one the groups. */
function overviewRows({ commands, groups }: CommandIndex, section: (typeof COMMAND_SECTIONS)[number]): HelpRow[] {
  const [first] = COMMAND_SECTIONS;
  const isGroups = ({ name }: CommandEntry): boolean => groups.some((group) => name.startsWith(`${group.name} `));
  const single = commands.filter((entry) => !isGroups(entry) && (entry.section ?? first) === section);
  return [
    ...single.map(({ name, describe }) => ({ name, text: describe })),
    ...(section === first ? groups.map(({ name, describe }) => ({ name: `${name} ...`, text: describe })) : []),
  ];
}

/** The help of a group: its commands. */
export function groupHelp(group: CommandGroup, entries: readonly CommandEntry[], width: number): string {
  return joinBlocks([
    `memtool ${group.name}: ${group.describe}`,
    `Usage: memtool ${group.name} <command> [options]`,
    helpTable(
      "Commands:",
      entries.map(({ name, describe }) => ({ name, text: describe })),
      width,
    ),
    `\`memtool ${group.name} <command> --help\` shows every option with its default and an example.`,
  ]);
}

/** The help of one command. */
export function commandHelp(command: Command, width: number): string {
  if (isRawCommand(command)) {
    return command.help(width);
  }
  return joinBlocks([
    `memtool ${command.name}: ${command.describe}`,
    `Usage: ${usageLine(command)} [options]`,
    helpTable("Arguments:", positionalRows(command), width),
    ...optionTables(command.options, width),
    helpTable(
      "Examples:",
      (command.examples ?? []).map((e) => ({ name: e.command, text: e.describe })),
      width,
    ),
    ...(command.notes ?? []).map((note) => wrap(note, width)),
  ]);
}

function positionalRows(command: CommandDefinition): HelpRow[] {
  return command.positionals.map(({ name, describe, example }) => ({ name, text: `${describe} (e.g. ${example})` }));
}

function optionTables(options: OptionTable, width: number): string[] {
  const groups = new Map<string, HelpRow[]>();
  for (const [name, option] of Object.entries({ ...options, ...GLOBAL_OPTIONS })) {
    const heading = option.group ?? "Options";
    const rows = groups.get(heading) ?? [];
    groups.set(heading, rows);
    const long = `--${name}`;
    const names = option.alias === undefined ? long : `-${option.alias}, ${long}`;
    const value = valueName(option);
    rows.push({ name: value === "" ? names : `${names} ${value}`, text: optionText(name, option) });
  }
  return [...groups].map(([heading, rows]) => helpTable(`${heading}:`, rows, width));
}

function optionText(name: string, option: OptionTable[string]): string {
  const facts: string[] = [];
  if (option.type === "flag") {
    facts.push(`default: ${option.defaultText ?? "off"}`);
  } else if (option.default !== undefined || option.defaultText !== undefined) {
    facts.push(`default: ${option.defaultText ?? option.default}`);
  }
  if (option.repeatable === true) {
    facts.push("repeatable");
  }
  facts.push(`e.g. ${option.type === "flag" ? option.example : `--${name} ${option.example}`}`);
  return `${option.describe} (${facts.join("; ")})`;
}

/** A heading and two columns, the second wrapped; an empty string without rows. */
export function helpTable(heading: string, rows: readonly HelpRow[], width: number): string {
  if (rows.length === 0) {
    return "";
  }
  const longest = Math.max(...rows.map(({ name }) => name.length).filter((length) => length <= NAME_WIDTH_MAX), 8);
  const indent = " ".repeat(longest + 4);
  const lines = rows.map(({ name, text }) => {
    const wrapped = breakLines(text, lineWidth(width) - indent.length)
      .split("\n")
      .join(`\n${indent}`);
    const gap = name.length > longest ? `\n${indent}` : " ".repeat(longest + 2 - name.length);
    return `  ${name}${gap}${wrapped}`;
  });
  return [heading, ...lines].join("\n");
}

/** Breaks text at spaces so that no line is wider than `width` (a longer word stays whole). */
export function wrap(text: string, width: number): string {
  return breakLines(text, lineWidth(width));
}

function breakLines(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join("\n");
}

function lineWidth(width: number): number {
  return Math.max(Math.min(width, WIDTH_MAX), WIDTH_MIN);
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n");
}
