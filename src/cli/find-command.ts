/** Finds the command that words name, among commands of one word and of two (`keys list`). Pure. */
import { MemtoolError } from "../base/errors.ts";
import type { CommandEntry, CommandGroup } from "./command.ts";
import { suggest } from "./suggest.ts";

/** Everything that can be named. */
export interface CommandIndex {
  readonly commands: readonly CommandEntry[];
  readonly groups: readonly CommandGroup[];
}

/** What words name: a command, made of the first `wordCount` of them, or a group without a command of it. */
export type Found =
  | { readonly kind: "command"; readonly entry: CommandEntry; readonly wordCount: number }
  | { readonly kind: "group"; readonly group: CommandGroup };

/** The commands of a group. */
export function commandsOf(group: CommandGroup, { commands }: CommandIndex): CommandEntry[] {
  return commands.filter(({ name }) => name.startsWith(`${group.name} `));
}

/**
 * Looks the first words up.
 * @param words the command line from the command's name on, at least one
 * @throws MemtoolError USAGE for a name that is none, with what may have been meant
 */
export function findCommand(words: readonly string[], index: CommandIndex): Found {
  const [first = "", second] = words;
  const group = index.groups.find(({ name }) => name === first);
  if (group !== undefined) {
    return second === undefined || second.startsWith("-")
      ? { kind: "group", group }
      : { kind: "command", entry: findIn(second, group, index), wordCount: 2 };
  }
  // A command of one word may have others beside it: `serve` takes any word for memcached's sake, but for those.
  const double = second === undefined ? undefined : index.commands.find(({ name }) => name === `${first} ${second}`);
  if (double !== undefined) {
    return { kind: "command", entry: double, wordCount: 2 };
  }
  const entry = index.commands.find(({ name }) => name === first);
  if (entry === undefined) {
    const names = overviewNames(index);
    throw unknownCommand(first, names, `the commands are ${names.join(", ")}`);
  }
  return { kind: "command", entry, wordCount: 1 };
}

/** First words of everything, without repeating a group's name. */
function overviewNames({ commands, groups }: CommandIndex): string[] {
  return [
    ...commands.filter(({ name }) => !name.includes(" ")).map(({ name }) => name),
    ...groups.map(({ name }) => name),
  ];
}

function findIn(word: string, group: CommandGroup, index: CommandIndex): CommandEntry {
  const entries = commandsOf(group, index);
  const entry = entries.find(({ name }) => name === `${group.name} ${word}`);
  if (entry === undefined) {
    const names = entries.map(({ name }) => name.slice(group.name.length + 1));
    throw unknownCommand(`${group.name} ${word}`, names, `${group.name} has ${names.join(", ")}`);
  }
  return entry;
}

/** @param name what was typed; with a group's word in front its last word is compared with `names` */
function unknownCommand(name: string, names: readonly string[], list: string): MemtoolError {
  const at = name.lastIndexOf(" ") + 1;
  const nearest = suggest(name.slice(at), names);
  const hint = nearest === undefined ? list : `did you mean memtool ${name.slice(0, at)}${nearest}?`;
  return new MemtoolError("USAGE", `there is no command ${JSON.stringify(name)}`, { hint });
}
