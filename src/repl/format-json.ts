/** A reply as one JSON object on one line of ASCII, the same fields for every reply of a kind. */
import { isUtf8 } from "node:buffer";
import { asciiJson } from "../base/ascii-json.ts";
import { unreachable } from "../base/assert.ts";
import type { MemtoolError } from "../base/errors.ts";
import type { Reply, ValueEntry, WireKey } from "../protocol/reply.ts";
import type { Request } from "./parse-line.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * `{"command":"get foo","ok":true,"kind":"values",...}`. `ok` is false for error replies only. A value that is not UTF-8 is
 * given as `valueBase64`; a number beyond 2^53 as a string.
 */
export function formatJson(reply: Reply, request: Request): string {
  const command = Buffer.from(request.line).toString("utf8");
  return asciiJson({ command, ok: reply.kind !== "error", kind: reply.kind, ...fieldsOf(reply) });
}

/** The object for a command that got no reply: `{"command":...,"ok":false,"kind":"failure","code":...,"message":...}`. */
export function formatJsonFailure(command: string, error: MemtoolError): string {
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return asciiJson({ command, ok: false, kind: "failure", code: error.code, message: error.message, ...hint });
}

/** The object for a command of the shell itself that prints lines, which a pipe gets as they are here. */
export function formatJsonLines(command: string, lines: readonly string[]): string {
  return asciiJson({ command, ok: true, kind: "lines", lines });
}

function fieldsOf(reply: Reply): { readonly [name: string]: Json } {
  switch (reply.kind) {
    case "line":
      return { line: reply.text };
    case "number":
      return { number: numberOf(reply.value) };
    case "values":
      return { items: reply.entries.map(itemOf) };
    case "stats":
      return { stats: Object.fromEntries(reply.entries.map((entry) => [entry.name, statOf(entry.value)])) };
    case "version":
      return { version: reply.version };
    case "meta":
      return { code: reply.code, flags: reply.flags, ...(reply.value === undefined ? {} : valueFields(reply.value)) };
    case "lines":
      return { lines: reply.lines };
    case "error":
      return { error: reply.error, message: reply.text };
    case "none":
    case "closed":
      return {};
    default:
      return unreachable(reply, "reply");
  }
}

function itemOf(entry: ValueEntry): Json {
  const cas = entry.cas === undefined ? {} : { cas: numberOf(entry.cas) };
  return { key: keyOf(entry.key), flags: entry.flags, bytes: entry.value.length, ...cas, ...valueFields(entry.value) };
}

function keyOf(key: WireKey): string {
  return typeof key === "string" ? key : Buffer.from(key).toString("utf8");
}

function valueFields(value: Buffer): { readonly [name: string]: Json } {
  return isUtf8(value) ? { value: value.toString("utf8") } : { valueBase64: value.toString("base64") };
}

function numberOf(value: bigint): Json {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

/** A decimal number becomes one; anything else, and what would lose digits, stays text. */
function statOf(value: string): Json {
  const number = Number(value);
  return /^-?(0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(number) ? number : value;
}
