/**
 * Which keys a config file may have: the long name of every option that is a setting, and the names that the sample files use. What is
 * added to the option table is a key of config files, and a variable of the environment, by that alone.
 */
import { MemtoolError } from "../../../base/errors.ts";
import { escapeText } from "../../../base/escape.ts";
import { suggest } from "../../suggest.ts";
import { SERVE_FLAGS, type ServeFlag, type ServeFlagName } from "../flags.ts";
import { badValue, flagOf, type GivenSetting, linePlace, type SettingOrigin } from "./given-setting.ts";
import { settingFromText } from "./setting-value.ts";

/** Options that belong to one run and are settings of nothing. */
const COMMAND_LINE_ONLY: readonly ServeFlagName[] = [
  "config",
  "print-config",
  "format",
  "json",
  "no-color",
  "license",
  "version",
  "help",
];

/** The options that can be set elsewhere than on the command line, in the order of the help. */
export const SETTING_NAMES: readonly ServeFlagName[] = SERVE_FLAGS.map(({ name }) => name).filter(
  (name) => !COMMAND_LINE_ONLY.includes(name),
);

/** Turns the value of a key into the words of options; undefined when it has not the form that is wanted. */
interface KeyAlias {
  readonly wanted: string;
  readonly expand: (value: string) => readonly (readonly [name: ServeFlagName, value: string])[] | undefined;
}

const LISTENS_ON: KeyAlias = {
  wanted: "HOST:PORT such as 127.0.0.1:11211 or [::1]:11211",
  expand: (value) => {
    const [, host, port] = /^(\[[^\]\s]+\]|[^:[\]\s,;]+):(\d{1,5})$/.exec(value) ?? [];
    return host === undefined || port === undefined
      ? undefined
      : [
          ["listen", host],
          ["port", port],
        ];
  },
};

function renamed(name: ServeFlagName): KeyAlias {
  return { wanted: flagOf(name).unit ?? "", expand: (value) => [[name, value]] };
}

/** Keys of a cache node's file. */
const CACHE_KEYS: Readonly<Record<string, KeyAlias>> = {
  "memcached-server": LISTENS_ON,
  "memcached-dir": renamed("working-dir"),
  "memory-size": renamed("memory-limit"),
};

/** It says as well that the server is a directory of nodes. */
const KEEPS_LIST_ON: KeyAlias = {
  wanted: LISTENS_ON.wanted,
  expand: (value) => {
    const options = LISTENS_ON.expand(value);
    return options === undefined ? undefined : [...options, ["directory", "yes"]];
  },
};

/** Keys of a directory node's file (doozy.conf). Such a node serves as an ordinary cache too. */
const DIRECTORY_NODE_KEYS: Readonly<Record<string, KeyAlias>> = {
  "doozy-server": KEEPS_LIST_ON,
  "doozy-cache-dir": renamed("working-dir"),
};

const ALIASES: ReadonlyMap<string, KeyAlias> = new Map(Object.entries({ ...CACHE_KEYS, ...DIRECTORY_NODE_KEYS }));

/** One entry of a file, by key. */
export interface ConfigEntry {
  readonly key: string;
  /** Undefined when only the key stands there. */
  readonly value: string | undefined;
  readonly line: number;
  /** The value is one of a list. */
  readonly isListed?: boolean;
}

/** The place of an entry, without its line. */
export type FileOrigin = Omit<Extract<SettingOrigin, { kind: "file" }>, "line">;

/**
 * The settings that an entry stands for.
 * @throws MemtoolError USAGE for an unknown key, with the nearest known one, and for a value of the wrong form
 */
export function settingsOfEntry({ key, value, line, isListed }: ConfigEntry, file: FileOrigin): GivenSetting[] {
  const origin = { ...file, line };
  const alias = ALIASES.get(key);
  const name = SETTING_NAMES.find((known) => known === key);
  if (alias === undefined && name === undefined) {
    throw unknownKey(key, origin);
  }
  if (isListed === true && (name === undefined || flagOf(name).isRepeatable !== true)) {
    throw badValue({ typed: key, origin }, value, "it takes one value, not a list");
  }
  if (name !== undefined) {
    return [settingFromText(name, value, key, origin)];
  }
  const expanded = alias?.expand(value ?? "");
  if (expanded === undefined) {
    throw badValue({ typed: key, origin }, value, `it has to be ${alias?.wanted}`);
  }
  return expanded.map(([option, text]) => settingFromText(option, text, key, origin));
}

function unknownKey(key: string, { path, line }: Extract<SettingOrigin, { kind: "file" }>): MemtoolError {
  const place = linePlace(path, line);
  const shown = `"${escapeText(key.slice(0, KEY_LENGTH_SHOWN))}"`;
  if (COMMAND_LINE_ONLY.some((name) => name === key)) {
    return new MemtoolError("USAGE", `${place}: ${shown} is no setting: it belongs on the command line`);
  }
  return new MemtoolError("USAGE", `${place}: there is no setting ${shown}`, { hint: nearestSetting(key) });
}

const KEY_LENGTH_SHOWN = 40;

/** What a wrong key may have meant: memcached's letters too. */
export function nearestSetting(key: string): string {
  const letter = SERVE_FLAGS.find((flag: ServeFlag) => key.replace(/^-+/, "") === flag.short)?.name;
  const word = key.slice(0, KEY_LENGTH_SHOWN).toLowerCase().replace(/^-+/, "").replaceAll("_", "-");
  const nearest = letter ?? suggest(word, [...SETTING_NAMES, ...ALIASES.keys()]);
  return nearest === undefined
    ? "memtool serve --help lists the options: their long names are the keys"
    : `did you mean ${nearest}?`;
}
