/**
 * Every command a client may send to memcached, as data: its words, its arguments, its meta flags and one line of help.
 * The shell completes, hints and explains from it; nothing here talks to a server. Source: memcached's protocol.txt.
 */

import type { CommandSpec } from "./command-spec.ts";
import { ADMIN_COMMANDS } from "./commands-admin.ts";
import { CLASSIC_COMMANDS } from "./commands-classic.ts";
import { META_COMMANDS } from "./commands-meta.ts";

/** The whole table, in the order `help` prints it. */
export const COMMANDS: readonly CommandSpec[] = [...CLASSIC_COMMANDS, ...META_COMMANDS, ...ADMIN_COMMANDS];

/** The commands by their first word. */
const BY_NAME: ReadonlyMap<string, readonly CommandSpec[]> = groupByName();

function groupByName(): ReadonlyMap<string, readonly CommandSpec[]> {
  const groups = new Map<string, CommandSpec[]>();
  for (const command of COMMANDS) {
    const name = command.words[0] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), command]);
  }
  return groups;
}

const NAMES: readonly string[] = [...BY_NAME.keys()];

/**
 * The command that a line starting with `words` means: the one with most fixed words in common, so that
 * `["stats", "items"]` finds `stats items` and `["stats", "nonsense"]` finds plain `stats`.
 */
export function findCommand(words: readonly string[]): CommandSpec | undefined {
  let best: CommandSpec | undefined;
  for (const command of BY_NAME.get(words[0] ?? "") ?? []) {
    const matches = command.words.every((word, index) => words[index] === word);
    if (matches && command.words.length > (best?.words.length ?? 0)) {
      best = command;
    }
  }
  return best;
}

/** The commands whose fixed words start with all of `words` and go on after them: the sub-commands of `stats`. */
export function subCommands(words: readonly string[]): CommandSpec[] {
  return COMMANDS.filter(
    (command) => command.words.length > words.length && words.every((word, index) => command.words[index] === word),
  );
}

/** The first words of all commands, each once, in table order. */
export function commandNames(): readonly string[] {
  return NAMES;
}

/** True for the first word of a command. */
export function isCommandName(word: string): boolean {
  return BY_NAME.has(word);
}
