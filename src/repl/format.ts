/** A reply as lines of text: `formatReply` for people at a terminal, `formatPlain` for pipes. Nothing leaves unescaped. */
import { unreachable } from "../base/assert.ts";
import { escapeText } from "../base/escape.ts";
import type { CommandSpec } from "../protocol/command-spec.ts";
import type { ErrorReply, Reply, ValueEntry } from "../protocol/reply.ts";
import { formatMeta, formatMetaPlain } from "./format-meta.ts";
import { countNote, formatPerClass, formatStats, isPerClass } from "./format-stats.ts";
import { syntaxOf } from "./hint.ts";
import type { Request } from "./parse-line.ts";
import { type Line, segment, withTail } from "./segments.ts";
import { type ShowValue, showQuoted } from "./show-value.ts";
import { suggestCommand } from "./suggest-command.ts";

/** What a status line means. Source: memcached's protocol.txt. */
const STATUS_NOTES: Readonly<Record<string, string>> = {
  NOT_STORED: "add found the key there, or replace, append, prepend did not",
  EXISTS: "someone changed the item since its cas number was read",
  NOT_FOUND: "no such item",
};

/** The reply to `request` for a terminal `width` columns wide; `showValue` decides how values look. */
export function formatReply(reply: Reply, request: Request, width: number, showValue: ShowValue = showQuoted): Line[] {
  switch (reply.kind) {
    case "line":
      return [statusLine(reply.text)];
    case "number":
      return [[segment("number", String(reply.value))]];
    case "values":
      return valueLines(reply.entries, askedKeys(request), width, showValue);
    case "stats":
      return isPerClass(reply.entries) ? formatPerClass(reply.entries, width) : statsLines(reply.entries);
    case "version":
      return [[segment("plain", escapeText(reply.version))]];
    case "meta":
      return formatMeta(reply, request.spec, width, showValue);
    case "lines":
      return [
        ...reply.lines.map((line) => [segment("plain", escapeText(line))]),
        countNote(reply.lines.length, "line"),
      ];
    case "error":
      return [errorLine(reply, request)];
    case "none":
      return [[segment("note", "(sent; no reply was asked for)")]];
    case "closed":
      return [[segment("note", "(the server closed the connection)")]];
    default:
      return unreachable(reply, "reply");
  }
}

/** The reply for a pipe: stable, line-oriented, values escaped but not quoted, no explanations. */
export function formatPlain(reply: Reply, request: Request): Line[] {
  switch (reply.kind) {
    case "values":
      return plainValues(reply.entries, askedKeys(request));
    case "meta":
      return formatMetaPlain(reply);
    case "stats":
      return reply.entries.map((entry) => [segment("plain", `${escapeText(entry.name)} ${escapeText(entry.value)}`)]);
    case "none":
    case "closed":
      return [];
    default:
      return formatReply(reply, request, 80);
  }
}

function statsLines(entries: Extract<Reply, { kind: "stats" }>["entries"]): Line[] {
  return entries.length === 0 ? [[segment("note", "(nothing)")]] : formatStats(entries);
}

function statusLine(text: string): Line {
  const word = text.split(" ", 1)[0] ?? "";
  const note = STATUS_NOTES[word];
  const bad = note !== undefined || /^(BUSY|BADCLASS|NOSPARE|SAME|NOTSTARTED|MEMLIMIT_|WATCHER_)/.test(word);
  const head = segment(bad ? "warning" : "code", escapeText(text));
  return note === undefined ? [head] : [head, segment("note", `  ${note}`)];
}

/** The error as the server said it, and what may have been meant. */
function errorLine(reply: ErrorReply, request: Request): Line {
  const text = segment("error", escapeText([reply.error, reply.text].filter((part) => part !== "").join(" ")));
  const name = request.words[0] ?? "";
  if (!saysNothing(reply)) {
    return [text];
  }
  if (request.spec !== undefined) {
    return [text, segment("note", `  ${unknownNote(request.spec, request.words, reply.error)}`)];
  }
  const meant = suggestCommand(name);
  const note = meant === undefined ? "type help for the commands" : `did you mean ${meant}?`;
  return [text, segment("note", `  ${note}`)];
}

/** A bare ERROR, or what 1.6.45 says to everything that it cannot read, unknown commands too. */
function saysNothing({ error, text }: ErrorReply): boolean {
  return (error === "ERROR" && text === "") || (error === "CLIENT_ERROR" && text === "bad command line format");
}

/** What it means for a command memtool knows: words are missing or, after ERROR, the server does not know it. */
function unknownNote(spec: CommandSpec, words: readonly string[], error: string): string {
  const wanted = spec.words.length + spec.arguments.filter((argument) => !argument.optional).length;
  if (words.length < wanted || error === "CLIENT_ERROR") {
    return `the form is ${syntaxOf(spec)}`;
  }
  return "this server does not know the command, or not this form";
}

/** The keys a retrieval asked for, in order. */
function askedKeys(request: Request): readonly string[] {
  const spec = request.spec;
  const position = spec?.arguments.findIndex((argument) => argument.kind === "key") ?? -1;
  return spec === undefined || position < 0 ? [] : request.words.slice(spec.words.length + position);
}

function keyText(entry: ValueEntry): string {
  return typeof entry.key === "string" ? entry.key : Buffer.from(entry.key).toString("utf8");
}

function valueLines(
  entries: readonly ValueEntry[],
  asked: readonly string[],
  width: number,
  showValue: ShowValue,
): Line[] {
  const [only] = entries;
  if (asked.length === 1) {
    return only === undefined ? [[segment("warning", "(miss)")]] : shownEntry(only, width, showValue);
  }
  const keyWidth = Math.max(0, ...asked.map((key) => escapeText(key).length)) + 2;
  return byKey(entries, asked).flatMap(([key, entry]) => {
    const name = segment("key", escapeText(key).padEnd(keyWidth));
    const shown: Line[] =
      entry === undefined ? [[segment("warning", "(miss)")]] : shownEntry(entry, width - keyWidth, showValue);
    return shown.map((line, index) => [index === 0 ? name : segment("plain", " ".repeat(keyWidth)), ...line]);
  });
}

/** The asked keys with what was found, in the order asked; a key asked twice is found twice. */
function byKey(entries: readonly ValueEntry[], asked: readonly string[]): [string, ValueEntry | undefined][] {
  const found = new Map(entries.map((entry) => [keyText(entry), entry]));
  return asked.map((key) => [key, found.get(key)]);
}

/** The value, and behind its last line what else is known. */
function shownEntry({ value, flags, cas }: ValueEntry, width: number, showValue: ShowValue): Line[] {
  const shown = showValue(value, flags, width);
  const notes = [...(shown.kind === "" ? [] : [shown.kind]), ...(flags === 0 ? [] : [`flags ${flags}`])];
  const tail = [
    ...(cas === undefined ? [] : [segment("number", `  cas ${cas}`)]),
    ...(notes.length === 0 ? [] : [segment("note", `  ${notes.join(", ")}`)]),
  ];
  return withTail(shown.lines, tail, width);
}

/** One key asked: its value alone, or nothing. Several: `key value` lines for the keys found. cas comes first. */
function plainValues(entries: readonly ValueEntry[], asked: readonly string[]): Line[] {
  return entries.map((entry) => {
    const key = asked.length > 1 ? `${escapeText(keyText(entry))} ` : "";
    const cas = entry.cas === undefined ? "" : `${entry.cas} `;
    return [segment("plain", `${key}${cas}`), segment("value", escapeText(entry.value))];
  });
}
