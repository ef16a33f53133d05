/** A meta reply: as on the wire for a pipe, with every flag explained for people. */
import { escapeText } from "../base/escape.ts";
import type { CommandSpec } from "../protocol/command-spec.ts";
import { META_REPLY_MARKS } from "../protocol/commands-meta.ts";
import type { MetaReply } from "../protocol/reply.ts";
import { formatSeconds } from "./format-stats.ts";
import { type Line, segment, withTail } from "./segments.ts";
import { type ShowValue, showQuoted } from "./show-value.ts";

/** What the return codes mean. Source: memcached's protocol.txt. */
const META_CODES: Readonly<Record<string, string>> = {
  HD: "done",
  VA: "value follows",
  EN: "miss: no such item",
  NF: "not found: no such item",
  NS: "not stored: the mode does not allow it",
  EX: "exists: the cas number is another one",
  MN: "no-op done",
  ME: "debug",
};

/** `VA 11 t59` and the value below: what a pipe gets, and all that is needed to take it apart. */
export function formatMetaPlain(reply: MetaReply): Line[] {
  const { code, value } = reply;
  const size = value === undefined ? [] : [String(value.length)];
  const head: Line = [segment("code", [code, ...size, ...reply.flags.map((flag) => escapeText(flag))].join(" "))];
  return value === undefined ? [head] : [head, [segment("value", escapeText(value))]];
}

/** The code with its meaning, the value, and a line for each flag. */
export function formatMeta(
  reply: MetaReply,
  spec: CommandSpec | undefined,
  width = 80,
  showValue: ShowValue = showQuoted,
): Line[] {
  const meaning = META_CODES[reply.code] ?? "";
  const style = reply.code === "HD" || reply.code === "VA" || reply.code.startsWith("M") ? "code" : "warning";
  const head = [segment(style, reply.code), segment("note", meaning === "" ? "" : `  ${meaning}`)];
  return [head, ...valueLines(reply, width, showValue), ...flagLines(reply, spec)];
}

function valueLines({ value, flags }: MetaReply, width: number, showValue: ShowValue): Line[] {
  if (value === undefined) {
    return [];
  }
  const client = Number(flags.find((flag) => /^f\d+$/.test(flag))?.slice(1) ?? 0);
  const shown = showValue(value, client, width);
  const size = `${value.length} byte${value.length === 1 ? "" : "s"}`;
  const note = segment("note", `  ${shown.kind === "" ? size : `${size}, ${shown.kind}`}`);
  return withTail(shown.lines, [note], width);
}

function flagLines(reply: MetaReply, spec: CommandSpec | undefined): Line[] {
  if (reply.code === "ME") {
    return debugLines(reply.flags);
  }
  const width = Math.max(0, ...reply.flags.map((flag) => escapeText(flag).length));
  return reply.flags.map((flag) => [
    segment("number", `  ${escapeText(flag).padEnd(width)}`),
    segment("note", `  ${meaningOf(flag, spec)}`),
  ]);
}

function meaningOf(flag: string, spec: CommandSpec | undefined): string {
  const letter = flag[0] ?? "";
  const mark = META_REPLY_MARKS[letter];
  if (mark !== undefined) {
    return mark;
  }
  const seconds = Number(flag.slice(1));
  if ((letter === "t" || letter === "l") && seconds >= 60) {
    return `${plainMeaning(letter, spec)}: ${formatSeconds(seconds)}`;
  }
  return letter === "t" && seconds === -1 ? "lives until it is removed" : plainMeaning(letter, spec);
}

/** "return the cas number" becomes "the cas number": here it was returned. */
function plainMeaning(letter: string, spec: CommandSpec | undefined): string {
  const meaning = spec?.metaFlags?.find((flag) => flag.letter === letter)?.meaning ?? "";
  return meaning.replace(/^return (whether )?/, "").replace(/, -1 for no expiry$/, "");
}

const DEBUG_WORDS: Readonly<Record<string, string>> = {
  exp: "seconds left to live, -1 for no expiry",
  la: "seconds since the last access",
  cas: "cas number",
  fetch: "whether it was fetched since it was stored",
  cls: "slab class",
  size: "bytes of memory, key and header included",
};

/** `KEY exp=-1 la=2 ...` of `me`, one line each. The first word is the key. */
function debugLines(flags: readonly string[]): Line[] {
  return flags
    .filter((flag) => flag.includes("="))
    .map((flag) => {
      const at = flag.indexOf("=");
      const name = flag.slice(0, at);
      return [
        segment("key", `  ${escapeText(name).padEnd(7)}`),
        segment("number", escapeText(flag.slice(at + 1)).padEnd(6)),
        segment("note", `  ${DEBUG_WORDS[name] ?? ""}`),
      ];
    });
}
