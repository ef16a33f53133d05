/** The line of a meta command from the words of the command line: flags go out as they are written, the key in base64 where it has to. Pure. */
import { isBinaryKey } from "../../protocol/key.ts";
import { checkMetaFlags, type MetaVerb } from "../../protocol/meta/encode-request.ts";
import { checkKeyWord } from "./key-words.ts";

/** Says that the key is in base64. */
const BASE64 = "b";

/** A line to send, without its end. */
export interface MetaLine {
  readonly line: string;
  /** The bytes of the key, which decide which server is asked. */
  readonly key: Uint8Array;
}

/**
 * Builds the line. A key that comes with the flag b is sent as it is; another one is turned into base64, and b added, if text cannot
 * carry it.
 * @param valueBytes length of the value of ms
 * @throws MemtoolError USAGE for a key or flags that no server would read
 */
export function metaLine(verb: MetaVerb, word: string, flags: readonly string[], valueBytes?: number): MetaLine {
  const isEncoded = flags.includes(BASE64);
  checkKeyWord(word);
  checkMetaFlags(isEncoded ? withoutFirst(flags, BASE64) : flags);
  const isBinary = isEncoded || isBinaryKey(word);
  const sent = isEncoded || !isBinary ? word : Buffer.from(word).toString("base64");
  // me reads b only in front of another word (memcached 1.6).
  const marks = !isBinary ? [] : verb === "me" ? [BASE64, "x"] : [BASE64];
  const size = valueBytes === undefined ? [] : [String(valueBytes)];
  const others = isEncoded ? withoutFirst(flags, BASE64) : flags;
  const key = isEncoded ? Buffer.from(word, "base64") : Buffer.from(word);
  return { line: [verb, sent, ...size, ...marks, ...others].join(" "), key };
}

function withoutFirst(words: readonly string[], word: string): readonly string[] {
  const at = words.indexOf(word);
  return words.filter((_, index) => index !== at);
}
