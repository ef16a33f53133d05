/**
 * How a client and its options are written: `pylibmc:ketama=1`, `twemproxy:distribution=modula,hash=md5`, `spymemcached:ketama`.
 * Behind the colon come options with commas between them: a flag by its name (or `=1`, `=0`), others as NAME=VALUE, or as the value alone
 * where only one option of the client has it among its choices. A comma or percent sign in a value is written %2C, %25.
 */
import { MemtoolError } from "../../base/errors.ts";
import type { ClientPlacement, PlacementServer } from "./placement.ts";

/** One option of a client. What applies without a text option is the empty text. */
type ClientOption =
  | { readonly kind: "flag"; readonly describe: string }
  | {
      readonly kind: "choice";
      readonly choices: readonly string[];
      readonly default: string;
      readonly describe: string;
    }
  /** A whole number; 0 only where that is the default and means none. */
  | { readonly kind: "count"; readonly default: number; readonly max: number; readonly describe: string }
  | { readonly kind: "text"; readonly describe: string };

/** The options of a client by their names. */
export type ClientOptionTable = Readonly<Record<string, ClientOption>>;

type ClientOptionValue<Option extends ClientOption> = Option extends { readonly kind: "flag" }
  ? boolean
  : Option extends { readonly kind: "choice"; readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Option extends { readonly kind: "count" }
      ? number
      : string;

/** The values of a table's options. */
export type ClientOptionValues<Options extends ClientOptionTable> = {
  readonly [Name in keyof Options]: ClientOptionValue<Options[Name]>;
};

/** What an application's client does with keys before and after it has chosen a server. */
export const PREFIX_OPTION = {
  prefix: { kind: "text", describe: "what the client puts before every key" },
} as const satisfies ClientOptionTable;

/** A client: its options, and what makes its placement of them. */
export interface ClientSpec<Options extends ClientOptionTable = ClientOptionTable> {
  /** Whose rule this is, with versions, in one line. */
  readonly describe: string;
  readonly options: Options;
  /** @throws MemtoolError USAGE for options that exclude each other, and servers the client cannot do with */
  readonly create: (options: ClientOptionValues<Options>, servers: readonly PlacementServer[]) => ClientPlacement;
}

/** Keeps the literal types of the option table, so that `create` gets values typed by it. */
export function defineClient<const Options extends ClientOptionTable>(spec: ClientSpec<Options>): ClientSpec {
  return spec as unknown as ClientSpec;
}

/** The options given for a client, as texts, without those that say what goes without saying. Plain data. */
export type GivenOptions = Readonly<Record<string, string>>;

/**
 * Reads the words behind the colon.
 * @throws MemtoolError USAGE
 */
export function parseClientOptions(client: string, table: ClientOptionTable, words: readonly string[]): GivenOptions {
  const given = new Map<string, string>();
  for (const word of words) {
    const [name, value] = splitOption(client, table, word);
    if (given.has(name)) {
      throw refuse(client, word, `${name} is there twice`);
    }
    given.set(name, value);
  }
  // In the table's order and without defaults, so that equal rules are equal data.
  const entries = Object.entries(table).flatMap(([name, option]) => {
    const value = given.get(name);
    return value === undefined || value === defaultText(option) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function splitOption(client: string, table: ClientOptionTable, word: string): readonly [name: string, value: string] {
  const equals = word.indexOf("=");
  if (equals !== -1) {
    const name = word.slice(0, equals);
    return [name, checkValue(client, word, optionOf(client, table, name, word), word.slice(equals + 1))];
  }
  if (Object.hasOwn(table, word) && table[word]?.kind === "flag") {
    return [word, "1"];
  }
  const lower = word.toLowerCase();
  const owners = Object.entries(table).filter(([, option]) => {
    return option.kind === "choice" && option.choices.includes(lower);
  });
  const [owner, ...others] = owners;
  if (owner === undefined || others.length > 0) {
    throw refuse(client, word, describeOptions(client, table));
  }
  return [owner[0], lower];
}

function optionOf(client: string, table: ClientOptionTable, name: string, word: string): ClientOption {
  const option = Object.hasOwn(table, name) ? table[name] : undefined;
  if (option === undefined) {
    throw refuse(client, word, describeOptions(client, table));
  }
  return option;
}

/** The value as it is kept. */
function checkValue(client: string, word: string, option: ClientOption, value: string): string {
  switch (option.kind) {
    case "flag": {
      if (/^(1|true|on|yes)$/i.test(value)) return "1";
      if (/^(0|false|off|no)$/i.test(value)) return "0";
      throw refuse(client, word, "write =1 or =0");
    }
    case "choice": {
      const lower = value.toLowerCase();
      if (!option.choices.includes(lower)) {
        throw refuse(client, word, `write one of ${option.choices.join(", ")}`);
      }
      return lower;
    }
    case "count": {
      const min = Math.min(1, option.default);
      const count = /^\d{1,9}$/.test(value) ? Number(value) : -1;
      if (count < min || count > option.max) {
        throw refuse(client, word, `write a whole number from ${min} to ${option.max}`);
      }
      return String(count);
    }
    case "text":
      return value.replace(/%(2c|25)/gi, (code) => (code === "%25" ? "%" : ","));
  }
}

function defaultText(option: ClientOption): string {
  switch (option.kind) {
    case "flag":
      return "0";
    case "choice":
      return option.default;
    case "count":
      return String(option.default);
    case "text":
      return "";
  }
}

/** The values that `create` gets. */
export function optionValues(table: ClientOptionTable, given: GivenOptions): ClientOptionValues<ClientOptionTable> {
  const values = Object.entries(table).map(([name, option]) => {
    const text = given[name] ?? defaultText(option);
    return [name, option.kind === "flag" ? text === "1" : option.kind === "count" ? Number(text) : text] as const;
  });
  return Object.fromEntries(values);
}

/** Writes options so that {@link parseClientOptions} reads them back. */
export function formatClientOptions(table: ClientOptionTable, given: GivenOptions): string {
  const words = Object.entries(given).map(([name, value]) => {
    const option = table[name];
    const isAlone = option?.kind === "flag" || (option?.kind === "choice" && isUnique(table, value));
    if (isAlone) {
      return option.kind === "flag" ? name : value;
    }
    return `${name}=${value.replace(/[%,]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  });
  return words.join(",");
}

/** Whether a value alone says whose it is. */
function isUnique(table: ClientOptionTable, value: string): boolean {
  const owners = Object.values(table).filter((option) => option.kind === "choice" && option.choices.includes(value));
  return owners.length === 1 && table[value]?.kind !== "flag";
}

/** The options and their values, for messages and help: `hash=md5|crc, ketama, prefix=TEXT`. */
export function describeOptions(client: string, table: ClientOptionTable): string {
  const words = Object.entries(table).map(([name, option]) => `${name}${valueForms(option)}`);
  return words.length === 0 ? `${client} takes no options` : `the options of ${client} are ${words.join(", ")}`;
}

function valueForms(option: ClientOption): string {
  switch (option.kind) {
    case "flag":
      return "";
    case "choice":
      return `=${option.choices.join("|")}`;
    case "count":
      return "=N";
    case "text":
      return "=TEXT";
  }
}

function refuse(client: string, word: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the option ${JSON.stringify(word)} of the client ${client}`, { hint });
}
