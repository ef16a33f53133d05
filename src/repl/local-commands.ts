/** The commands of the shell itself, which never reach a server; pure data, with the same shape for hints and help. */

/** One command of the shell. */
export interface LocalCommand {
  readonly name: string;
  readonly syntax: string;
  readonly help: string;
}

/** All of them, in the order `help` prints them. */
export const LOCAL_COMMANDS = [
  { name: "help", syntax: "help [command]", help: "List the commands, or explain one" },
  { name: "connect", syntax: "connect address", help: "Talk to another server" },
  { name: "use", syntax: "use address", help: "The same as connect" },
  { name: "clear", syntax: "clear", help: "Clear the screen" },
  { name: "exit", syntax: "exit", help: "Leave the shell, as quit and Ctrl-D do" },
  { name: "quit", syntax: "quit", help: "Leave the shell" },
] as const satisfies readonly LocalCommand[];

/** One of the names in {@link LOCAL_COMMANDS}. */
export type LocalName = (typeof LOCAL_COMMANDS)[number]["name"];

/** True when `word` is a command of the shell. */
export function isLocalCommand(word: string): word is LocalName {
  return LOCAL_COMMANDS.some((command) => command.name === word);
}
