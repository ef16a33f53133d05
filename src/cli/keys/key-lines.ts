/** Lines of `memtool keys list`: a key each, with or without what the server tells of it. */
import { asciiJson } from "../../base/ascii-json.ts";
import { idleSeconds, type KeyEntry, NEVER_EXPIRES, ttlSeconds } from "../../keys/key-entry.ts";
import { keyJson, shownKey } from "../../keys/key-text.ts";

/** One way to write keys. */
export interface KeyLineFormat {
  /** Stands above all lines; empty for none. */
  readonly header: string;
  /** One line with its end. @param server its address; nowS its Unix time */
  line(entry: KeyEntry, server: string, nowS: number): string;
}

/** Stands for what a server does not tell. */
const UNKNOWN = "-";

/** The TTL of what never expires, as meta commands give it. */
const NEVER = "-1";

const PLAIN: KeyLineFormat = {
  header: "",
  line: ({ key }) => `${shownKey(key)}\n`,
};

const LONG_COLUMNS = ["key", "ttl", "size", "class", "idle", "fetched"];

function longFormat(hasServers: boolean): KeyLineFormat {
  return {
    header: `${[...LONG_COLUMNS, ...(hasServers ? ["server"] : [])].join("\t")}\n`,
    line: (entry, server, nowS) => {
      const { key, sizeBytes, slabClass, fetched } = entry;
      const ttl = ttlSeconds(entry, nowS) ?? NEVER;
      const idle = idleSeconds(entry, nowS) ?? UNKNOWN;
      const wasRead = fetched === undefined ? UNKNOWN : fetched ? "yes" : "no";
      const start = `${shownKey(key)}\t${ttl}\t${sizeBytes}\t${slabClass ?? UNKNOWN}\t${idle}\t${wasRead}`;
      return hasServers ? `${start}\t${server}\n` : `${start}\n`;
    },
  };
}

/** JSON lines. `ttl` and `expires` (Unix time) are null for what never expires; null is also what a server does not tell. */
const JSON_LINES: KeyLineFormat = {
  header: "",
  line: (entry, server, nowS) => {
    // Put together by hand, which takes a fifth of the time: all but the texts are numbers.
    const { key, key_base64: base64 } = keyJson(entry.key);
    const names = `{"key":${asciiJson(key)}${base64 === undefined ? "" : `,"key_base64":"${base64}"`},"server":${asciiJson(server)}`;
    const expires = entry.exptime === NEVER_EXPIRES ? null : entry.exptime;
    const times = `"ttl":${ttlSeconds(entry, nowS) ?? null},"expires":${expires},"idle":${idleSeconds(entry, nowS) ?? null}`;
    const { sizeBytes, slabClass = null, fetched = null, flags = null } = entry;
    return `${names},${times},"size":${sizeBytes},"class":${slabClass},"fetched":${fetched},"flags":${flags}}\n`;
  },
};

/** The format of the options. @param hasServers whether lines come from several servers */
export function keyLineFormat(
  options: { readonly long: boolean; readonly json: boolean },
  hasServers: boolean,
): KeyLineFormat {
  if (options.json) {
    return JSON_LINES;
  }
  return options.long ? longFormat(hasServers) : PLAIN;
}
