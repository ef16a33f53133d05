/** JSON for scripts: plain ASCII, so that nothing a server sent can act on a terminal, and exact, whatever the numbers' size. */

import { isUtf8 } from "node:buffer";
import { asciiJson } from "../../base/ascii-json.ts";
import { type Cell, roundFor } from "./cell.ts";

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

/** The same on one line. */
export function jsonLine(value: JsonValue): string {
  return `${asciiJson(value, replace)}\n`;
}

function replace(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return value === undefined ? null : value;
}

/**
 * A row of a table as an object on one line, without a line feed; properties are in the order of the columns, whatever their names.
 * Bytes that are not UTF-8 are given as `name_base64`.
 */
export function jsonRow(names: readonly string[], cells: readonly Cell[]): string {
  const properties = cells.map(({ value, kind }, index) => {
    const name = names[index] ?? "";
    if (!(value instanceof Uint8Array)) {
      return property(name, typeof value === "number" ? roundFor(kind, value) : value);
    }
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return isUtf8(bytes)
      ? property(name, bytes.toString("utf8"))
      : property(`${name}_base64`, bytes.toString("base64"));
  });
  return `{${properties.join(",")}}`;
}

const PLAIN_NAME = /^[a-z_]+$/;

function property(name: string, value: JsonValue): string {
  // Rows are mostly numbers under names of our own, which are safe as they are.
  if (typeof value === "number" && Number.isFinite(value) && PLAIN_NAME.test(name)) {
    return `"${name}":${value}`;
  }
  return `${asciiJson(name)}:${asciiJson(replace(name, value))}`;
}
