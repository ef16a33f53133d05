/**
 * The friendly form of the storage commands, beside memcached's own:
 *
 *     set KEY VALUE [ttl=5m] [flags=1] [cas=17] [noreply]
 *
 * A line is memcached's own when two bare numbers follow the key and something follows them (`set k 0 60 5`); everything else
 * is the friendly form. No line that memcached understands is read otherwise than by memcached.
 */
import { assert } from "../base/assert.ts";
import type { CommandSpec } from "../protocol/command-spec.ts";
import { findCommand } from "../protocol/command-table.ts";
import { type NowSeconds, parseTtl, TTL_FORMS } from "./ttl.ts";
import { textOf, type Word } from "./words.ts";

/** A value that is read from a file, and the line that goes before it once its length is known. */
export interface FileValue {
  readonly path: string;
  readonly lineWith: (value: Uint8Array) => Uint8Array;
}

/** What to send, in memcached's own form; the value may still have to be read from a file. */
export type Friendly =
  | {
      readonly spec: CommandSpec;
      readonly words: (byteCount: number) => readonly Uint8Array[];
      readonly value: Uint8Array | { readonly path: string };
    }
  | { readonly message: string; readonly hint: string };

/** The options of a friendly line, as numbers that can be sent. */
interface StoreFields {
  readonly ttl?: number;
  readonly flags?: number;
  readonly cas?: string;
}

const NUMBER = /^[+-]?\d+$/;
const FLAGS_MAX = 2 ** 32 - 1;
/** Modes of `ms` that keep a command's meaning, for what the classic protocol has no cas form of. */
const META_MODES: Readonly<Record<string, string>> = { replace: "R", append: "A", prepend: "P" };
const FORM = "KEY VALUE [ttl=5m] [flags=1] [cas=N]";
const encoder = new TextEncoder();

/** True when memcached's own form is meant: bare numbers where flags and exptime stand, and more behind them. */
export function isClassicForm(words: readonly Word[]): boolean {
  return words.length > 4 && [words[2], words[3]].every((word) => word?.quoted === false && NUMBER.test(textOf(word)));
}

/** Reads a friendly line; `words` are the command, the key and what follows, without `noreply`. */
export function readFriendly(name: string, words: readonly Word[], nowSeconds: NowSeconds): Friendly {
  const [, key, data, ...rest] = words;
  if (key === undefined || data === undefined) {
    return {
      message: `${name} needs: ${name} ${FORM}`,
      hint: `for example: ${name} greeting "hello world" ttl=5m; or memcached's own: ${name} key flags exptime value`,
    };
  }
  const fields = readOptions(name, rest, nowSeconds);
  if ("message" in fields) {
    return fields;
  }
  const value = readValue(data);
  return value === undefined
    ? { message: "@ needs the name of a file", hint: "@photo.png; write @@ for a value that starts with @" }
    : build(name, key.bytes, value, fields);
}

/** `@file` names a file, `@@x` is `@x`; in quotes nothing is special. Undefined for `@` alone. */
function readValue({ bytes, quoted }: Word): Uint8Array | { readonly path: string } | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  if (quoted || !text.startsWith("@")) {
    return bytes;
  }
  if (text.startsWith("@@")) {
    return bytes.subarray(1);
  }
  return text.length > 1 ? { path: text.slice(1) } : undefined;
}

type Fault = Extract<Friendly, { message: string }>;

function readOptions(name: string, words: readonly Word[], nowSeconds: NowSeconds): StoreFields | Fault {
  let fields: StoreFields = {};
  for (const word of words) {
    const option = readOption(textOf(word), word.quoted, nowSeconds);
    if ("message" in option) {
      return option;
    }
    fields = { ...fields, ...option };
  }
  if (META_MODES[name] !== undefined && name !== "replace" && (fields.ttl ?? fields.flags) !== undefined) {
    return { message: `${name} keeps the item's flags and ttl`, hint: `touch changes the ttl: touch KEY 5m` };
  }
  if (name === "add" && fields.cas !== undefined) {
    return { message: "add stores only where there is no item, so there is no cas number", hint: "leave cas= out" };
  }
  return name === "cas" && fields.cas === undefined
    ? { message: "cas needs the item's cas number", hint: "cas KEY VALUE cas=17; gets KEY shows it" }
    : fields;
}

/** One `name=value`; a fault explains what can stand here. */
export function readOption(text: string, quoted: boolean, nowSeconds: NowSeconds): StoreFields | Fault {
  const [, option = "", value = ""] = (quoted ? null : /^(ttl|flags|cas)=(.*)$/i.exec(text)) ?? [];
  switch (option.toLowerCase()) {
    case "ttl": {
      const ttl = parseTtl(value, nowSeconds);
      return ttl === undefined ? { message: `${JSON.stringify(value)} is no time to live`, hint: TTL_FORMS } : { ttl };
    }
    case "flags":
      return /^\d{1,10}$/.test(value) && Number(value) <= FLAGS_MAX
        ? { flags: Number(value) }
        : { message: `${JSON.stringify(value)} cannot be flags`, hint: `a number from 0 to ${FLAGS_MAX}` };
    case "cas":
      return /^\d{1,20}$/.test(value)
        ? { cas: value }
        : { message: `${JSON.stringify(value)} is no cas number`, hint: "gets KEY shows it" };
    default:
      return {
        message: `${JSON.stringify(text)} is no option of a stored value`,
        hint: 'ttl=5m, flags=1, cas=N; a value of several words goes in quotes: "hello world"',
      };
  }
}

function build(
  name: string,
  key: Uint8Array,
  value: Uint8Array | { readonly path: string },
  fields: StoreFields,
): Friendly {
  const { ttl = 0, flags = 0, cas } = fields;
  const mode = META_MODES[name];
  if (cas !== undefined && mode !== undefined) {
    const kept = name === "replace" ? [`T${ttl}`, `F${flags}`] : [];
    const tail = [...kept, `M${mode}`, `C${cas}`];
    return { spec: specOf("ms"), value, words: (count) => [...wordsOf(["ms"]), key, ...wordsOf([count, ...tail])] };
  }
  const verb = cas === undefined ? name : "cas";
  const tail = cas === undefined ? [] : [cas];
  return {
    spec: specOf(verb),
    value,
    words: (count) => [...wordsOf([verb]), key, ...wordsOf([flags, ttl, count, ...tail])],
  };
}

function wordsOf(texts: readonly (string | number)[]): Uint8Array[] {
  return texts.map((text) => encoder.encode(String(text)));
}

function specOf(name: string): CommandSpec {
  const spec = findCommand([name]);
  assert(spec !== undefined, `the command table has ${name}`);
  return spec;
}
