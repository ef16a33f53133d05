/** Items that were read, as text or bytes for a terminal, a script or a program. Pure. */
import { isUtf8 } from "node:buffer";
import { escapeText } from "../../base/escape.ts";
import type { Item } from "../../client/results.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { type FoundItems, failuresJson } from "./find-items.ts";

/**
 * bytes: the value exactly. shown: decoded for a terminal (show-decoded.ts). lines: a line for each key, escaped, tabs between the columns; with
 * a column for the cas number where there is one.
 */
export type ItemFormat = "json" | "bytes" | "shown" | "lines";

/** What decides about the format. */
export interface FormatChoice {
  readonly json: boolean;
  readonly raw: boolean;
  /** One key was asked for, and only its value. */
  readonly isSingle: boolean;
  readonly isTerminal: boolean;
}

/** One value alone goes to a pipe as it is; everything else is told apart by keys. */
export function itemFormat({ json, raw, isSingle, isTerminal }: FormatChoice): ItemFormat {
  if (json) {
    return "json";
  }
  if (raw || (isSingle && !isTerminal)) {
    return "bytes";
  }
  return isSingle ? "shown" : "lines";
}

/** The items in the order their keys were asked for. Nothing for a key that is missing, except in JSON. */
export function showItems(result: FoundItems, format: Exclude<ItemFormat, "shown">): Uint8Array | string {
  const found = result.keys.flatMap((key) => {
    const item = result.items.get(key);
    return item === undefined ? [] : [{ key, item }];
  });
  switch (format) {
    case "json":
      return jsonDocument({
        items: found.map(({ key, item }) => itemJson(key, item)),
        missing: result.missing,
        ...failuresJson(result.failures),
      });
    case "bytes": {
      const [only, second] = found;
      return only !== undefined && second === undefined
        ? only.item.value
        : Buffer.concat(found.map(({ item }) => item.value));
    }
    case "lines":
      return found.map(({ key, item }) => itemLine(key, item)).join("");
  }
}

/** `key<TAB>value` or `key<TAB>cas<TAB>value`; a tab or a line end in them is escaped. */
function itemLine(key: string, { value, cas }: Item): string {
  const columns = [escapeText(key), ...(cas === undefined ? [] : [String(cas)]), escapeText(value)];
  return `${columns.join("\t")}\n`;
}

function itemJson(key: string, { value, flags, cas }: Item): JsonValue {
  return { key, ...valueJson(value), flags, bytes: value.length, ...(cas === undefined ? {} : { cas }) };
}

/** `value`, or `value_base64` for bytes that are not UTF-8. */
export function valueJson(value: Buffer): { readonly value: string } | { readonly value_base64: string } {
  return isUtf8(value) ? { value: value.toString("utf8") } : { value_base64: value.toString("base64") };
}
