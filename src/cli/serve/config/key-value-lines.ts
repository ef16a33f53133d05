/**
 * Config files of `key=value` lines:
 *
 *     # a comment, here or behind a value
 *     memcached-server=127.0.0.1:19151
 *     memory-size = 1024M
 *     auth-file = "users of the # cache"
 *     disable-cas
 *
 * Blanks around key and value do not count; quotes, double or single, keep them and a # in the value.
 */
import { MemtoolError } from "../../../base/errors.ts";
import type { ConfigEntry } from "./config-keys.ts";
import { linePlace, quoted } from "./given-setting.ts";

/**
 * The entries of a text, in order.
 * @param path for messages
 * @throws MemtoolError USAGE for a line that is no entry
 */
export function parseKeyValueLines(text: string, path: string): ConfigEntry[] {
  return text.split(/\r?\n/).flatMap((line, index) => parseLine(line.trim(), path, index + 1));
}

function parseLine(text: string, path: string, line: number): ConfigEntry[] {
  if (text === "" || text.startsWith("#")) {
    return [];
  }
  const [, key = "", equals, rest = ""] = /^([^\s=#]+)\s*(?:(=)\s*(.*)|(?:#.*)?)$/s.exec(text) ?? [];
  if (key === "" || (equals === undefined && /[:]$/.test(key))) {
    throw new MemtoolError("USAGE", `${linePlace(path, line)}: ${shownLine(text)} is no key=value line`, {
      hint: "every line of a file is of one spelling: here key=value, or a comment that begins with #",
    });
  }
  return [{ key, value: equals === undefined ? undefined : parseValue(rest, key, path, line), line }];
}

/** Only what stands in front of a value, which may be a secret. */
function shownLine(text: string): string {
  return quoted(text.split(/[\s=:]/)[0] ?? "");
}

function parseValue(text: string, key: string, path: string, line: number): string {
  const quote = text.startsWith('"') || text.startsWith("'") ? text.slice(0, 1) : undefined;
  if (quote === undefined) {
    const comment = /(?:^|\s)#/.exec(text)?.index;
    return text.slice(0, comment).trimEnd();
  }
  const end = text.indexOf(quote, 1);
  if (end === -1 || !/^\s*(?:#.*)?$/s.test(text.slice(end + 1))) {
    throw new MemtoolError(
      "USAGE",
      `${linePlace(path, line)}: the quotes around the value of ${quoted(key)} do not close`,
      {
        hint: `a value with ${quote} in it goes between ${quote === '"' ? "' and '" : '" and "'}`,
      },
    );
  }
  return text.slice(1, end);
}
