/**
 * Requests of the meta commands.
 *
 *   mg|md|ma|me <key> <flags>*\r\n        ms <key> <size> <flags>*\r\n<data>\r\n        mn\r\n
 *
 * A flag is one word, a letter and its argument: `v`, `T30`, `Oabc`. A key with spaces or control characters is sent in
 * base64 with the flag b.
 */

import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { WireKey } from "../reply.ts";
import type { RequestBuffer } from "../request-buffer.ts";

/** The meta commands with a key. */
export type MetaVerb = "mg" | "ms" | "md" | "ma" | "me";

/** A letter or digit, then anything without spaces and controls. */
const FLAG_WORD = /^[A-Za-z0-9][^\s\p{Cc}]*$/u;

/** More words than this in one line are refused by memcached ("options flags are too long"). */
const FLAG_WORDS_MAX = 17;

/** Longest opaque word in bytes, its letter O included (memcached: "opaque token too long"). */
const OPAQUE_BYTES_MAX = 32;

/** Checks flag words and returns them. @throws MemtoolError USAGE for the first that no server would read as one flag */
export function checkMetaFlags(flags: readonly string[]): readonly string[] {
  const letters = new Set<string>();
  for (const flag of flags) {
    const letter = flag.charAt(0);
    if (!FLAG_WORD.test(flag)) {
      throw new MemtoolError("USAGE", `not a meta flag: "${escapeText(flag)}"`, {
        hint: "a flag is one letter, with its argument glued to it: v, T30, Oabc",
      });
    }
    if (letters.has(letter)) {
      throw new MemtoolError("USAGE", `the meta flag ${letter} is given twice`);
    }
    if (letter === "b") {
      throw new MemtoolError("USAGE", "the meta flag b is set by the client itself", {
        hint: "give the key as it is; one with spaces or control characters is sent in base64",
      });
    }
    if (letter === "O" && Buffer.byteLength(flag) > OPAQUE_BYTES_MAX) {
      throw new MemtoolError("USAGE", `the opaque word has more than ${OPAQUE_BYTES_MAX} bytes`);
    }
    letters.add(letter);
  }
  if (flags.length > FLAG_WORDS_MAX) {
    throw new MemtoolError("USAGE", `${flags.length} meta flags are more than a server takes (${FLAG_WORDS_MAX})`);
  }
  return flags;
}

function writeKey(buffer: RequestBuffer, key: WireKey, isBinary: boolean): void {
  buffer.key(isBinary ? Buffer.from(key as string).toString("base64") : key);
}

/**
 * Writes a meta command from a checked key and checked flags; `isBinary` is what `checkMetaKey` said of the key.
 * `me` reads b only in front of another word (memcached 1.6), so b always comes first and `me` gets one behind it.
 */
export function encodeMeta(
  buffer: RequestBuffer,
  verb: MetaVerb,
  key: WireKey,
  isBinary: boolean,
  flags: readonly string[],
  value?: Uint8Array,
): void {
  buffer.ascii(`${verb} `);
  writeKey(buffer, key, isBinary);
  if (value !== undefined) {
    buffer.ascii(` ${value.length}`);
  }
  if (isBinary) {
    buffer.ascii(verb === "me" ? " b x" : " b");
  }
  for (const flag of flags) {
    buffer.ascii(" ");
    buffer.key(flag);
  }
  buffer.ascii("\r\n");
  if (value !== undefined) {
    buffer.value(value);
  }
}

/** Writes the meta no-op. */
export function encodeNoop(buffer: RequestBuffer): void {
  buffer.ascii("mn\r\n");
}
