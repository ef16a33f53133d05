/** Decoded values as plain data for --json: natural where JSON has the shape, and objects with `$` keys where it has not. */
import { Buffer } from "node:buffer";
import type { Content } from "./content.ts";
import type { Decoded } from "./decode.ts";
import type { ListNode, MapNode, ObjectNode, TreeEntry, TreeField, TreeNode } from "./tree.ts";

/** Anything JSON can say. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** Lists whose kind is no news. */
const PLAIN_LISTS: ReadonlySet<string> = new Set(["array", "list"]);

/** A decoded value: `kind`, `format` of a tree, `value`, and how it was reached. */
export function plainDecoded({ content, steps, warnings, flags }: Decoded): Plain {
  return {
    ...plainContent(content),
    steps,
    warnings,
    flags: flags.map(({ client, meaning, fits }) => ({ client, meaning, fits })),
  };
}

function plainContent(content: Content): { readonly [name: string]: Plain } {
  switch (content.kind) {
    case "text":
      return { kind: "text", value: content.text };
    case "number":
      return { kind: "number", value: plainNumber(content.text) };
    case "hex":
      return { kind: "binary", what: content.what, value: plainBytes(content.bytes) };
    case "tree":
      return {
        kind: "tree",
        format: content.format,
        ...(content.cut !== undefined && { cut: content.cut }),
        value: plainTree(content.root),
      };
  }
}

/**
 * A tree as plain data. What JSON has no form for:
 * `{"$number": "..."}` (beyond what a double holds exactly, or not finite), `{"$bytes": base64}`, `{"$name": ...}`, `{"$date": ...}`,
 * `{"$list": kind, "items": [...]}`, `{"$map": [[key, value], ...]}` (keys that are no texts, occur twice, or would be reordered),
 * `{"$class": name, ...}`, `{"$reference": n}` to what is marked `{"$anchor": n, "value": ...}`, `{"$cut": why}`.
 */
export function plainTree(node: TreeNode): Plain {
  const value = plainNode(node);
  return "anchor" in node && node.anchor !== undefined && node.kind !== "reference"
    ? { $anchor: node.anchor, value }
    : value;
}

function plainNode(node: TreeNode): Plain {
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
      return node.value;
    case "number":
      return plainNumber(node.text);
    case "text":
      return node.value;
    case "bytes":
      return plainBytes(node.value);
    case "name":
      return { $name: node.text };
    case "date":
      return { $date: node.text };
    case "list":
      return plainList(node);
    case "map":
      return plainMap(node);
    case "object":
      return plainObject(node);
    case "reference":
      return { $reference: node.anchor };
    case "cut":
      return { $cut: node.why };
  }
}

/** A number of JavaScript if that has all its digits. */
function plainNumber(text: string): Plain {
  const value = Number(text);
  const isExact = /^-?\d+$/.test(text) ? Number.isSafeInteger(value) : Number.isFinite(value) && text.length <= 24;
  return isExact && !Object.is(value, -0) ? value : { $number: text };
}

function plainBytes(bytes: Uint8Array): Plain {
  return { $bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64") };
}

function plainList({ type, items }: ListNode): Plain {
  const values = items.map(plainTree);
  return PLAIN_LISTS.has(type) ? values : { $list: type, items: values };
}

/** Null prototype: a key may be `__proto__`. */
function record(entries: readonly (readonly [key: string, value: Plain])[]): { [name: string]: Plain } {
  const result: { [name: string]: Plain } = Object.create(null);
  for (const [key, value] of entries) {
    result[key] = value;
  }
  return result;
}

/** The keys as texts if an object of JSON keeps them all, in their order, and none looks like a mark of ours. */
function textKeys(entries: readonly TreeEntry[]): string[] | undefined {
  const keys = entries.map(([key]) => (key.kind === "text" && key.anchor === undefined ? key.value : undefined));
  const texts = keys.filter((key) => key !== undefined && !key.startsWith("$"));
  if (texts.length !== entries.length) {
    return undefined;
  }
  const kept = Object.keys(record(texts.map((key) => [key as string, null])));
  const isSame = kept.length === texts.length && kept.every((key, index) => key === texts[index]);
  return isSame ? kept : undefined;
}

function plainMap({ entries }: MapNode): Plain {
  const keys = textKeys(entries);
  return keys === undefined
    ? { $map: entries.map(plainEntry) }
    : record(entries.map(([, value], index) => [keys[index] as string, plainTree(value)]));
}

function plainEntry([key, value]: TreeEntry): Plain {
  return [plainTree(key), plainTree(value)];
}

function plainObject({ className, args, fields, items, entries }: ObjectNode): Plain {
  return {
    $class: className,
    ...(args !== undefined && { args: args.map(plainTree) }),
    ...(fields.length > 0 && { fields: fields.map(plainField) }),
    ...(items.length > 0 && { items: items.map(plainTree) }),
    ...(entries.length > 0 && { entries: entries.map(plainEntry) }),
  };
}

function plainField({ name, note, value }: TreeField): Plain {
  return { name, ...(note !== undefined && { note }), value: plainTree(value) };
}
