/** JSON for scripts: plain ASCII, so that nothing a server sent can act on a terminal, and exact, whatever the numbers' size. */

import { asciiJson } from "../../base/ascii-json.ts";

/** Anything that can be written; bigint beyond 2^53 becomes a string, because JSON readers would round it. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** One document and a line feed. Properties that are undefined are written as null. */
export function jsonDocument(value: JsonValue): string {
  return `${asciiJson(value, replace, 2)}\n`;
}

function replace(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return value === undefined ? null : value;
}
