/** A reply as one JSON object on one line of ASCII, the same fields for every reply of a kind. */
import { isUtf8 } from "node:buffer";
import { asciiJson } from "../base/ascii-json.ts";
import { unreachable } from "../base/assert.ts";
import type { MemtoolError } from "../base/errors.ts";
import { decodeUri } from "../base/uri.ts";
import type { Reply, ValueEntry, WireKey } from "../protocol/reply.ts";
import type { Request } from "./parse-line.ts";

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

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

/** The object for a command of the shell itself. */
export function formatJsonFields(command: string, fields: { readonly [name: string]: Json }): string {
  return asciiJson({ command, ok: true, ...fields });
}

/** The object for one line of `watch`: its facts by name, as text; the key decoded. A line without facts is `line`. */
export function formatJsonEvent(command: string, node: string, line: string): string {
  const facts = line.split(" ").flatMap((word) => {
    const at = word.indexOf("=");
    return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)] as const];
  });
  const event = Object.fromEntries(
    facts.map(([name, value]) => [name, name === "key" ? decodeUri(value).toString("utf8") : value] as const),
  );
  return formatJsonFields(command, { kind: "event", node, ...(facts.length === 0 ? { line } : { event }) });
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

/** A value as text, or in base64 when it is no UTF-8. */
export function valueFields(value: Uint8Array): { readonly [name: string]: Json } {
  return textFields("value", value);
}

/** Bytes under `name`, or in base64 under `nameBase64` when they are no UTF-8. */
export function textFields(name: string, bytes: Uint8Array): { readonly [name: string]: Json } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return isUtf8(buffer) ? { [name]: buffer.toString("utf8") } : { [`${name}Base64`]: buffer.toString("base64") };
}

/** A number, or as text where a double would lose digits. */
export function numberOf(value: bigint): Json {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

/** A decimal number becomes one; anything else, and what would lose digits, stays text. */
function statOf(value: string): Json {
  const number = Number(value);
  return /^-?(0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(number) ? number : value;
}
