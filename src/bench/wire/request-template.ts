/**
 * A request of the line protocols as a pattern, compiled once: constants are merged, what differs from request to request stays a hole.
 *
 *   "set {key} 0 {ttl} {length}\r\n{value}\r\n"      a hole for each word in braces
 *   "get[ {key}]\r\n"                                the part in brackets stands once for each key
 */
import { assert } from "../../base/assert.ts";
import { bytesOf } from "./bytes.ts";

/** What a hole is filled with. `counter` is a key of the counters' own, `cas` the number a gets gave. */
export const HOLE = { constant: 0, key: 1, counter: 2, ttl: 3, length: 4, value: 5, cas: 6, eachKey: 7 } as const;

/** One of {@link HOLE}. */
export type Hole = (typeof HOLE)[keyof typeof HOLE];

/** A compiled pattern: part `i` is a constant, or the hole `holes[i]`. */
export interface RequestTemplate {
  readonly holes: readonly Hole[];
  /** Bytes of the constants; empty for holes. */
  readonly constants: readonly Uint8Array[];
  /** The repeated part, for the hole `eachKey`. */
  readonly each: RequestTemplate | undefined;
  /** Whether a value is sent. */
  readonly hasValue: boolean;
  /** Bytes of all constants together. */
  readonly constantBytes: number;
}

/** What stands before the number in the two kinds of keys. */
export interface KeyPrefixes {
  readonly key: string;
  readonly counter: string;
}

const PART = /\{(\w+)\}|\[([^\]]*)\]/g;

/** Collects parts; neighbouring constants become one. */
class Parts {
  readonly holes: Hole[] = [];
  readonly texts: string[] = [];

  constant(text: string): void {
    const last = this.holes.length - 1;
    if (text !== "" && this.holes[last] === HOLE.constant) {
      this.texts[last] += text;
    } else if (text !== "") {
      this.holes.push(HOLE.constant);
      this.texts.push(text);
    }
  }

  hole(hole: Hole): void {
    this.holes.push(hole);
    this.texts.push("");
  }
}

/**
 * Compiles a pattern.
 * @param prefixes go in front of the numbers of keys and counters
 * @param ttlSeconds the ttl of all keys; undefined when they differ
 */
export function compileTemplate(
  pattern: string,
  prefixes: KeyPrefixes,
  ttlSeconds: number | undefined,
): RequestTemplate {
  const parts = new Parts();
  let each: RequestTemplate | undefined;
  let end = 0;
  for (const match of pattern.matchAll(PART)) {
    parts.constant(pattern.slice(end, match.index));
    end = match.index + match[0].length;
    const [, name, repeated] = match;
    if (repeated !== undefined) {
      each = compileTemplate(repeated, prefixes, ttlSeconds);
      parts.hole(HOLE.eachKey);
    } else if (name === "ttl" && ttlSeconds !== undefined) {
      parts.constant(String(ttlSeconds));
    } else {
      const hole = HOLE[name as keyof typeof HOLE] as Hole | undefined;
      assert(hole !== undefined, `no hole is called ${name}`);
      parts.constant(name === "key" ? prefixes.key : name === "counter" ? prefixes.counter : "");
      parts.hole(hole);
    }
  }
  parts.constant(pattern.slice(end));
  const constants = parts.texts.map(bytesOf);
  return {
    holes: parts.holes,
    constants,
    each,
    hasValue: parts.holes.includes(HOLE.value),
    constantBytes: constants.reduce((sum, { length }) => sum + length, 0),
  };
}
