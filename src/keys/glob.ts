/**
 * Patterns of keys as in Redis' SCAN MATCH: `*` any bytes, `?` one byte, `[a-z]` and `[^a-z]` one of a set, `\` takes the next byte as it
 * is. They are about bytes, because a key is bytes; a pattern is typed as UTF-8. Matching never backs off further than to the last
 * star, so that no pattern and no key can make it slow.
 */

const STAR = 42;
const QUESTION = 63;
const OPEN = 91;
const CLOSE = 93;
const CARET = 94;
const BACKSLASH = 92;
const DASH = 45;

const ANY_RUN = "any run";

/** One byte of the key: which of the 256 are taken; or any number of any bytes. */
type Token = Uint8Array | typeof ANY_RUN;

/** Tells whether a key matches. */
export type KeyMatcher = (key: Uint8Array) => boolean;

/** Compiles a pattern. There is no wrong one: a `[` without its end stands for itself. */
export function compileGlob(pattern: string): KeyMatcher {
  const tokens = parse(Buffer.from(pattern));
  return (key) => matches(tokens, key);
}

function parse(pattern: Uint8Array): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < pattern.length) {
    const byte = pattern[index] as number;
    if (byte === STAR) {
      if (tokens.at(-1) !== ANY_RUN) {
        tokens.push(ANY_RUN);
      }
      index++;
    } else if (byte === QUESTION) {
      tokens.push(new Uint8Array(256).fill(1));
      index++;
    } else if (byte === OPEN && setEnd(pattern, index) !== -1) {
      const end = setEnd(pattern, index);
      tokens.push(parseSet(pattern, index + 1, end));
      index = end + 1;
    } else {
      const isEscape = byte === BACKSLASH && index + 1 < pattern.length;
      const only = new Uint8Array(256);
      only[isEscape ? (pattern[index + 1] as number) : byte] = 1;
      tokens.push(only);
      index += isEscape ? 2 : 1;
    }
  }
  return tokens;
}

/** Where the set that opens at `open` closes; -1 if it does not. A `]` in the first place belongs to the set. */
function setEnd(pattern: Uint8Array, open: number): number {
  let index = open + 1;
  if (pattern[index] === CARET) {
    index++;
  }
  for (let first = true; index < pattern.length; first = false) {
    if (pattern[index] === CLOSE && !first) {
      return index;
    }
    index += pattern[index] === BACKSLASH ? 2 : 1;
  }
  return -1;
}

function parseSet(pattern: Uint8Array, start: number, end: number): Uint8Array {
  const isNegated = pattern[start] === CARET;
  const set = new Uint8Array(256).fill(isNegated ? 1 : 0);
  const member = isNegated ? 0 : 1;
  let index = isNegated ? start + 1 : start;
  const next = (): number => {
    if (pattern[index] === BACKSLASH && index + 1 < end) {
      index++;
    }
    return pattern[index++] as number;
  };
  while (index < end) {
    const low = next();
    let high = low;
    if (pattern[index] === DASH && index + 1 < end) {
      index++;
      high = next();
    }
    set.fill(member, Math.min(low, high), Math.max(low, high) + 1);
  }
  return set;
}

function matches(tokens: readonly Token[], key: Uint8Array): boolean {
  let tokenIndex = 0;
  let keyIndex = 0;
  let starToken = -1;
  let starKey = 0;
  while (keyIndex < key.length) {
    const token = tokens[tokenIndex];
    if (token === ANY_RUN) {
      starToken = tokenIndex++;
      starKey = keyIndex;
    } else if (token !== undefined && token[key[keyIndex] as number] === 1) {
      tokenIndex++;
      keyIndex++;
    } else if (starToken !== -1) {
      tokenIndex = starToken + 1;
      keyIndex = ++starKey;
    } else {
      return false;
    }
  }
  while (tokens[tokenIndex] === ANY_RUN) {
    tokenIndex++;
  }
  return tokenIndex === tokens.length;
}
