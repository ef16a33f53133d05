/** The lines typed before: what is worth keeping, finding one again, and suggesting the rest of a line. Pure. */

/** How many lines are kept unless told otherwise. */
export const HISTORY_LINES_MAX = 5000;

/** Longer lines hold data, not commands, and are not kept. */
const HISTORY_LINE_CHARS_MAX = 4096;

/**
 * True for a line that holds a secret or may hold one: an address with a password (`memcached://user:pass@host`), the
 * user and password that memcached's ASCII authentication takes as the value of a `set`, and anything that names one.
 * Such lines are never kept.
 */
export function holdsSecret(line: string): boolean {
  const url = /[a-z]+:\/\/[^\s/@]*:[^\s/@]*@/i.test(line) || /^\s*(connect|use)\s.*:[^\s@]*@/i.test(line);
  const word = /pass(word|wd|phrase)?\b|secret|credential|\b(auth|login|token|sasl)\b/i.test(line);
  return url || word;
}

/** True for a line that may be kept: not blank, not typed behind a space (as shells have it), no line end or control character in it, not too long, no secret. */
export function isKept(line: string): boolean {
  return /^[^ ]/.test(line) && line.length <= HISTORY_LINE_CHARS_MAX && !/\p{Cc}/u.test(line) && !holdsSecret(line);
}

/** `entries` (oldest first) with `line` as the newest; an older copy of it goes. Unchanged when it is not kept. */
export function addToHistory(
  entries: readonly string[],
  line: string,
  limit: number = HISTORY_LINES_MAX,
): readonly string[] {
  if (!isKept(line)) {
    return entries;
  }
  return [...entries.filter((entry) => entry !== line), line].slice(-limit);
}

/** The lines of a history file, each once at its newest place, bounded, without what should not be there. */
export function parseHistory(text: string, limit: number = HISTORY_LINES_MAX): readonly string[] {
  const newestFirst = new Set(text.split("\n").reverse().filter(isKept));
  return [...newestFirst].slice(0, limit).reverse();
}

/**
 * The newest entry before index `from` that holds `query`, for reverse search. Searching without capitals finds
 * both cases. Undefined when there is none or the query is empty.
 */
export function searchBackwards(entries: readonly string[], query: string, from: number): number | undefined {
  if (query === "") {
    return undefined;
  }
  const exact = query !== query.toLowerCase();
  for (let index = Math.min(from, entries.length) - 1; index >= 0; index--) {
    const entry = entries[index] ?? "";
    if ((exact ? entry : entry.toLowerCase()).includes(query)) {
      return index;
    }
  }
  return undefined;
}

/** As {@link searchBackwards}, for the oldest entry after index `from`. */
export function searchForwards(entries: readonly string[], query: string, from: number): number | undefined {
  for (let index = from + 1; index < entries.length; index++) {
    if (searchBackwards(entries.slice(index, index + 1), query, 1) !== undefined) {
      return index;
    }
  }
  return undefined;
}

/** The rest of the newest entry that starts with `line`; "" when there is none. */
export function suggestRest(entries: readonly string[], line: string): string {
  if (line.trim() === "") {
    return "";
  }
  const found = entries.findLast((entry) => entry.length > line.length && entry.startsWith(line));
  return found?.slice(line.length) ?? "";
}
