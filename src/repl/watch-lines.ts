/** The lines of `watch` for people: when, what, the key, how it went; and the arguments of the command. Pure. */
import { escapeText } from "../base/escape.ts";
import { formatBytes } from "../base/format-units.ts";
import { decodeUri } from "../base/uri.ts";
import { type Line, type Segment, segment } from "./segments.ts";

/** What to watch; of every `sampleEvery` lines one is shown. */
export interface WatchQuestion {
  readonly types: readonly string[];
  readonly sampleEvery: number;
}

/** Reads what follows `watch`: event types, and `sample N`. */
export function parseWatch(
  args: readonly string[],
): WatchQuestion | { readonly message: string; readonly hint: string } {
  const at = args.indexOf("sample");
  if (at < 0) {
    return { types: args, sampleEvery: 1 };
  }
  const every = args[at + 1] ?? "";
  return /^[1-9]\d{0,8}$/.test(every)
    ? { types: args.filter((_, index) => index !== at && index !== at + 1), sampleEvery: Number(every) }
    : { message: "sample needs a number", hint: "watch fetchers sample 100 shows one line of a hundred" };
}

/** Words that tell that something did not work, and words that tell that it did. */
const BAD = /^(not_found|not_stored|too_large|no_memory|exists|error|fail|expired|flushed)$/;
const GOOD = /^(found|stored|ok|normal)$/;

/** What a line is about in one word; the event types are memcached's. */
const NAMES: Readonly<Record<string, string>> = {
  item_get: "get",
  item_store: "store",
  deleted: "delete",
  eviction: "evict",
  conn_new: "connect",
  conn_close: "close",
};

const NAME_WIDTH = 8;
/** Facts that say nothing to a person. */
const HIDDEN: ReadonlySet<string> = new Set(["gid", "cfd", "ts", "type", "key"]);

/** One line of a watcher, explained. */
export function formatWatchLine(text: string): Line {
  const facts = new Map(text.split(" ").map((word) => splitFact(word)));
  const type = facts.get("type");
  if (type === undefined) {
    const skipped = facts.get("skipped");
    return skipped === undefined
      ? [segment("plain", escapeText(text))]
      : [
          segment(
            "warning",
            `(${escapeText(skipped)} events were lost: the server makes them faster than they are read)`,
          ),
        ];
  }
  const key = facts.get("key");
  return [
    segment("note", `${timeOf(facts.get("ts") ?? "")}  `),
    segment("code", escapeText(NAMES[type] ?? type).padEnd(NAME_WIDTH)),
    ...(key === undefined ? [] : [segment("key", `${escapeText(decodeUri(key))}  `)]),
    ...[...facts].filter(([name]) => !HIDDEN.has(name)).flatMap(([name, value]) => factSegments(name, value)),
  ];
}

function splitFact(word: string): [string, string] {
  const at = word.indexOf("=");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/** `1700000000.000042` as the time of day, UTC; memcached does not pad the microseconds. */
function timeOf(stamp: string): string {
  const [seconds = "", micros = "0"] = stamp.split(".");
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) || seconds === ""
    ? "--:--:--"
    : `${date.toISOString().slice(11, 19)}.${micros.padStart(6, "0").slice(0, 3)}`;
}

function factSegments(name: string, value: string): Segment[] {
  const text = escapeText(value);
  if (name === "status") {
    return [segment(BAD.test(value) ? "warning" : GOOD.test(value) ? "value" : "plain", `${text} `)];
  }
  if (name === "size") {
    return [segment("number", `${formatBytes(Number(value) || 0)} `)];
  }
  return [segment("note", `${escapeText(name)} `), segment(BAD.test(value) ? "warning" : "number", `${text} `)];
}
