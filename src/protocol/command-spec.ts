/** The form of one command in the command table: words, arguments, meta flags, help. */

/** What a command is about; `help` lists the commands under these headings, in this order. */
export const COMMAND_GROUPS = ["retrieval", "storage", "keys and numbers", "meta", "statistics", "admin"] as const;

/** One of {@link COMMAND_GROUPS}. */
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/**
 * What an argument holds. `key`: an item's key, worth completing from keys seen. `data`: the byte count of the value
 * that follows. `metaFlag`: one of the command's {@link CommandSpec.metaFlags}. `word`: one of `choices`, or free text.
 */
export type ArgumentKind = "key" | "number" | "exptime" | "data" | "metaFlag" | "word";

/** One argument of a command, in the order it is sent. */
export interface CommandArgument {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly optional?: true;
  /** May be given several times; always the last argument. */
  readonly repeated?: true;
  /** The words allowed here, when the list is closed. */
  readonly choices?: readonly string[];
}

/** One flag of a meta command: a letter with an argument glued to it, and what it does there. */
export interface MetaFlagSpec {
  readonly letter: string;
  /** Name of the glued argument; absent when the flag takes none. */
  readonly argument?: string;
  readonly meaning: string;
}

/** One command. `words` are the fixed words it starts with ("stats", "items"). */
export interface CommandSpec {
  readonly words: readonly string[];
  readonly arguments: readonly CommandArgument[];
  readonly metaFlags?: readonly MetaFlagSpec[];
  readonly group: CommandGroup;
  /** One line, without a full stop. */
  readonly help: string;
  /** A whole line that works, for `help`. */
  readonly example: string;
  /** The line is followed by a value of as many bytes as its `data` argument says, and CRLF. */
  readonly dataBlock?: true;
  /** Ends in a reply that never ends (`watch`): the connection serves nothing else afterwards. */
  readonly streams?: true;
  /** Why a person should be asked before it is sent. */
  readonly danger?: string;
}
