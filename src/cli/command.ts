/**
 * A command as data: its words, its options (each with default, unit and example) and the function that does it.
 * Help, parsing, suggestions and completion are derived from this; the work itself happens in the rooms.
 *
 *   export const statsCommand = defineCommand({ name: "stats", options: { timeout: { type: "duration", ... } }, ... });
 *
 * A command file is imported only when its command runs (see registry.ts), so it may import what it always needs.
 */
import type { Context } from "./context.ts";

/**
 * How the words of an option are read (base/units.ts) and what the handler gets:
 * flag: boolean; text: string; integer: number; size: bytes; duration: milliseconds; count: number (1k = 1000);
 * rate: number per second; ratio: number (`0.9` or `90%`).
 */
export type OptionType = "flag" | "text" | "integer" | "size" | "duration" | "count" | "rate" | "ratio";

/** One option. */
export interface OptionDefinition {
  readonly type: OptionType;
  readonly describe: string;
  /** What applies without the option, in the words a user would type; it is parsed like one. A flag is off by default. */
  readonly default?: string;
  /** For the help only: what happens without the option when that is no fixed value, for instance "one per core". */
  readonly defaultText?: string;
  /** What the value is called in the help; without it the type says so (SIZE, DURATION, ...). */
  readonly unit?: string;
  /** A value, or for a flag a whole line, as it could be typed. */
  readonly example: string;
  /** One letter. */
  readonly alias?: string;
  /** The only values taken (text options). */
  readonly choices?: readonly string[];
  /** May be given several times; the handler gets an array. */
  readonly repeatable?: true;
  /** Heading in the help. */
  readonly group?: string;
}

/** The options of a command by their long name in kebab-case, without dashes. */
export type OptionTable = Readonly<Record<string, OptionDefinition>>;

/** One positional word; `variadic` takes all that are left. */
export interface PositionalDefinition {
  readonly name: string;
  readonly describe: string;
  readonly example: string;
  readonly required?: true;
  readonly variadic?: true;
}

type Single<Option extends OptionDefinition> = Option["type"] extends "flag"
  ? boolean
  : Option["type"] extends "text"
    ? Option extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string
    : number;

type OptionValue<Option extends OptionDefinition> = Option extends { readonly repeatable: true }
  ? readonly Single<Option>[]
  : Option extends { readonly type: "flag" } | { readonly default: string }
    ? Single<Option>
    : Single<Option> | undefined;

/** The parsed values of an option table. */
export type OptionValues<Options extends OptionTable> = {
  readonly [Name in keyof Options]: OptionValue<Options[Name]>;
};

/** What a handler gets. */
export interface CommandArguments<Options extends OptionTable = OptionTable> {
  readonly options: OptionValues<Options>;
  /** The positional words in order. */
  readonly words: readonly string[];
}

/** A command line of its own for the help's examples. */
export interface CommandExample {
  readonly command: string;
  readonly describe: string;
}

interface CommandBase {
  readonly name: string;
  /** One line, without a full stop. */
  readonly describe: string;
  readonly positionals: readonly PositionalDefinition[];
  readonly examples?: readonly CommandExample[];
  /** Paragraphs shown at the end of the help. */
  readonly notes?: readonly string[];
}

/** A command whose options are parsed by the framework. */
export interface CommandDefinition<Options extends OptionTable = OptionTable> extends CommandBase {
  readonly options: Options;
  /**
   * Options end at the first positional word for which this is false, what follows belongs to it: `memtool repl host get --foo`.
   * @param next the word behind it
   */
  readonly optionsFirst?: (word: string, next: string | undefined) => boolean;
  /** Does the work; resolves to the exit code. Errors are thrown as MemtoolError and printed by main.ts. */
  handler(args: CommandArguments<Options>, context: Context): Promise<number>;
}

/** A command that reads its own words, because they follow foreign rules (serve: memcached's getopt_long). */
export interface RawCommandDefinition extends CommandBase {
  /** The whole help, without a trailing newline, for a terminal of `width` columns. */
  help(width: number): string;
  /** Gets every word after the command's name; resolves to the exit code. It also answers its own -h. */
  rawHandler(argv: readonly string[], context: Context): Promise<number>;
}

/** Any command. */
export type Command = CommandDefinition | RawCommandDefinition;

/** Headings of the overview, in this order. */
export const COMMAND_SECTIONS = ["Commands", "One request"] as const;

/** What the overview shows of a command, and where it is. */
export interface CommandEntry {
  /** One word, or two when the first is the name of a group (`keys list`). */
  readonly name: string;
  /** Where the overview lists it; the first section by default. */
  readonly section?: (typeof COMMAND_SECTIONS)[number];
  readonly describe: string;
  readonly load: () => Promise<Command>;
}

/** Commands that share their first word; the overview shows the group, and `memtool GROUP --help` its commands. */
export interface CommandGroup {
  readonly name: string;
  readonly describe: string;
}

/** Keeps the literal types of the option table, so that the handler's `args.options` are typed by it. */
export function defineCommand<const Options extends OptionTable>(
  definition: CommandDefinition<Options>,
): CommandDefinition {
  return definition as unknown as CommandDefinition;
}

/** True for a command that reads its own words. */
export function isRawCommand(command: Command): command is RawCommandDefinition {
  return "rawHandler" in command;
}
