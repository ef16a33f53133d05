/** The commands of the shell itself, which are no command of memcached; pure data, with the same shape for hints and help. */
import { CLIENT_NAMES } from "../cluster/ring/clients.ts";

/** One command of the shell. */
export interface LocalCommand {
  readonly name: string;
  readonly syntax: string;
  readonly help: string;
  /** Only at the prompt: it means nothing in a pipe. */
  readonly promptOnly?: true;
  /** The words its first argument can be, if the list is closed or worth offering. */
  readonly choices?: readonly string[];
  /** Its first argument is a key. */
  readonly takesKey?: true;
}

/** All of them, in the order `help` prints them. */
export const LOCAL_COMMANDS = [
  {
    name: "peek",
    syntax: "peek key",
    help: "Everything about an item and its value, without leaving a trace",
    takesKey: true,
  },
  { name: "keys", syntax: "keys [pattern] [limit]", help: "List the keys: keys user:* 100; Ctrl-C stops" },
  { name: "purge", syntax: "purge pattern", help: "Count the keys that match, ask, and delete them", promptOnly: true },
  { name: "slabs", syntax: "slabs", help: "Memory by slab class: pages, chunks, waste, evictions" },
  { name: "nodes", syntax: "nodes", help: "The servers of this shell, and whether they answer" },
  {
    name: "use",
    syntax: "use node|all|rule",
    help: "Talk to one node, to all, or to the owner by a rule",
    choices: ["all", ...CLIENT_NAMES],
  },
  { name: "connect", syntax: "connect address...", help: "Talk to other servers" },
  {
    name: "repeat",
    syntax: "repeat N [every 1s] command",
    help: "Run a command several times; Ctrl-C stops",
  },
  {
    name: "time",
    syntax: "time on|off",
    help: "Show how long each reply took",
    promptOnly: true,
    choices: ["on", "off"],
  },
  {
    name: "raw",
    syntax: "raw on|off",
    help: "Show values as they are, without decoding them",
    promptOnly: true,
    choices: ["on", "off"],
  },
  {
    name: "pager",
    syntax: "pager on|off",
    help: "Show replies longer than the screen page by page",
    promptOnly: true,
    choices: ["on", "off"],
  },
  { name: "help", syntax: "help [command]", help: "List the commands, or explain one" },
  { name: "clear", syntax: "clear", help: "Clear the screen", promptOnly: true },
  { name: "exit", syntax: "exit", help: "Leave the shell, as quit and Ctrl-D do" },
  { name: "quit", syntax: "quit", help: "Leave the shell" },
] as const satisfies readonly LocalCommand[];

/** One of the names in {@link LOCAL_COMMANDS}. */
export type LocalName = (typeof LOCAL_COMMANDS)[number]["name"];

/** True when `word` is a command of the shell. */
export function isLocalCommand(word: string): word is LocalName {
  return LOCAL_COMMANDS.some((command) => command.name === word);
}

/** The command with all that may be known of it. */
export function localCommand(word: string): LocalCommand | undefined {
  return LOCAL_COMMANDS.find((command) => command.name === word);
}
