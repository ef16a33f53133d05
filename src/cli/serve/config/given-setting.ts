/** One setting of `memtool serve` as somebody gave it: on the command line, in the environment, in a config file. */
import { MemtoolError } from "../../../base/errors.ts";
import { escapeControls, escapeText } from "../../../base/escape.ts";
import { SERVE_FLAGS, type ServeFlag, type ServeFlagName } from "../flags.ts";

/** Who gave it. */
export type SettingOrigin =
  | { readonly kind: "flag" }
  | { readonly kind: "environment" }
  /** `path` as it was given; relative paths in the file start at `folder`, which is absolute. */
  | { readonly kind: "file"; readonly path: string; readonly folder: string; readonly line: number };

/** An option with its value, not yet read. */
export interface GivenSetting {
  readonly name: ServeFlagName;
  /** Undefined for an option without a value. */
  readonly value: string | undefined;
  /** An option without a value that is switched off, against whoever is weaker. */
  readonly isOff?: true;
  /** As it was typed there: `-m`, `MEMTOOL_MEMORY_LIMIT`, `memory-size`. */
  readonly typed: string;
  readonly origin: SettingOrigin;
}

/** Longest part of a value that a message repeats. */
const SHOWN_LENGTH_MAX = 80;

/** Options whose value would be a secret itself; those whose value is a file with one are not among them. */
const SECRET_NAME = /(?:^|[-_.])(?:password|passwd|secret|token)$/i;

const TABLE: ReadonlyMap<string, ServeFlag> = new Map(SERVE_FLAGS.map((flag: ServeFlag) => [flag.name, flag]));

/** The entry of the option table. */
export function flagOf(name: ServeFlagName): ServeFlag {
  const flag = TABLE.get(name);
  if (flag === undefined) {
    throw new MemtoolError("BUG", `there is no option ${name}`);
  }
  return flag;
}

/** A value as messages and tables may show it: no secret, no login of an address. @param key what it was given as */
export function withoutSecrets(key: string, value: string): string {
  return SECRET_NAME.test(key)
    ? "***"
    : value
        .split(/([\s,;])/)
        .map(withoutLogin)
        .join("");
}

/** What stands in front of the last @ is a login if it has a colon. */
function withoutLogin(address: string): string {
  const [scheme = ""] = /^[a-z+]{1,20}:\/\//i.exec(address) ?? [];
  const rest = address.slice(scheme.length);
  const end = rest.lastIndexOf("@");
  return rest.slice(0, Math.max(end, 0)).includes(":") ? `${scheme}***${rest.slice(end)}` : address;
}

/** In quotes, cut, without control characters. */
export function quoted(text: string): string {
  const cut = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}...` : text;
  return `"${escapeText(cut)}"`;
}

/** `memcached.conf:3`. */
export function linePlace(path: string, line: number): string {
  return `${escapeText(path)}:${line}`;
}

/** Where a setting was given: `-m`, `MEMTOOL_MEMORY_LIMIT`, `memcached.conf:3`. */
export function settingPlace({ typed, origin }: Pick<GivenSetting, "typed" | "origin">): string {
  return origin.kind === "file" ? linePlace(origin.path, origin.line) : escapeText(typed);
}

/**
 * The error of a value that can't be used.
 * @param value as it was given; undefined when there is none
 * @param reason a sentence that says what was wanted
 */
export function badValue(
  given: Pick<GivenSetting, "typed" | "origin">,
  value: string | undefined,
  reason: string,
  hint?: string,
): MemtoolError {
  const { typed, origin } = given;
  const where = origin.kind === "file" ? `${settingPlace(given)}: ` : "";
  const name = escapeText(typed);
  const what =
    value === undefined ? name : `${name}${name.startsWith("-") ? " " : "="}${quoted(withoutSecrets(typed, value))}`;
  return new MemtoolError("USAGE", `${where}${what}: ${escapeControls(reason)}`, hint === undefined ? {} : { hint });
}
