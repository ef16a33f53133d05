/**
 * Finds the value of a storage command on its line. Two forms:
 *
 *     set KEY FLAGS EXPTIME VALUE          the shell's: a quoted word, or one that is not a number, where BYTES stands
 *     set KEY FLAGS EXPTIME BYTES [VALUE]  memcached's: the value follows, on the line or on the next one
 */
import type { CommandSpec } from "../protocol/command-spec.ts";
import { textOf, type Word } from "./words.ts";

/** The words to send, with the byte count in place; the value, or how many bytes of it must still be asked for. */
export type Placed =
  | { readonly words: readonly Uint8Array[]; readonly value?: Uint8Array; readonly valueBytes?: number }
  | { readonly message: string; readonly hint: string };

/** memcached refuses longer values than this; see limits of `set` in protocol.txt. */
const VALUE_BYTES_MAX = 2_147_483_645;

/** Places the value of a storage command. `words` are without `noreply`; too few words are the server's to refuse. */
export function placeData(words: readonly Word[], spec: CommandSpec): Placed {
  const position = spec.words.length + spec.arguments.findIndex((argument) => argument.kind === "data");
  const data = words[position];
  const bytes = words.map((word) => word.bytes);
  if (data === undefined) {
    return missing(spec);
  }
  if (data.quoted || !/^\d+$/.test(textOf(data))) {
    return withCount(bytes, position, data.bytes);
  }
  const count = Number(textOf(data));
  if (count > VALUE_BYTES_MAX) {
    return { message: `a value cannot have ${count} bytes`, hint: `at most ${VALUE_BYTES_MAX}` };
  }
  return spec.metaFlags === undefined ? classicForm(words, spec, position, count) : { words: bytes, valueBytes: count };
}

function classicForm(words: readonly Word[], spec: CommandSpec, position: number, count: number): Placed {
  const fixed = position + (spec.words[0] === "cas" ? 2 : 1);
  if (words.length < fixed) {
    return missing(spec);
  }
  const bytes = words.map((word) => word.bytes);
  const value = words[fixed];
  if (value === undefined) {
    return { words: bytes, valueBytes: count };
  }
  if (words.length > fixed + 1) {
    return { message: "the value has several words", hint: 'put it in quotes: "hello world"' };
  }
  if (value.bytes.length !== count) {
    return {
      message: `the value has ${value.bytes.length} bytes, the line says ${count}`,
      hint: "leave the count out: the shell fills it in",
    };
  }
  return { words: bytes.slice(0, fixed), value: value.bytes };
}

/** Puts the length of `value` where the value stood. */
function withCount(words: readonly Uint8Array[], position: number, value: Uint8Array): Placed {
  const count = new TextEncoder().encode(String(value.length));
  return { words: words.map((word, index) => (index === position ? count : word)), value };
}

function missing(spec: CommandSpec): Placed {
  const names = spec.arguments.filter((a) => a.optional !== true).map((a) => (a.kind === "data" ? "value" : a.name));
  const syntax = [...spec.words, ...names].join(" ");
  return { message: `${spec.words.join(" ")} needs: ${syntax}`, hint: `for example: ${spec.example}` };
}
