/**
 * One line of memcached's `watch`, read in place: what happened, to which key, with what outcome.
 *
 *   ts=1795657901.151996 gid=4 type=item_get key=a%20b status=found clsid=1 cfd=19 size=3
 *   ts=... gid=.. type=item_store key=a status=stored cmd=set ttl=100 clsid=1 cfd=19 size=3
 *   ts=... gid=.. type=deleted key=a cmd=delete clsid=1 size=3
 *   ts=... gid=.. type=eviction key=a fetch=yes ttl=-1 la=2 clsid=1 size=3
 *   skipped=17
 *
 * The watcher of a busy server gets 100,000 lines a second and more, so nothing is allocated here.
 */

/** What a line can be; `other` is one without a key, or of a type that is not known. */
export const LOG_LINE = { other: 0, get: 1, store: 2, deletion: 3, eviction: 4, skipped: 5 } as const;

/** One of {@link LOG_LINE}. */
export type LogLineKind = (typeof LOG_LINE)[keyof typeof LOG_LINE];

/** A reusable result of {@link parseLogLine}. */
export class LogLine {
  kind: LogLineKind = LOG_LINE.other;
  /** Where the key stands in the bytes, URI-encoded as memcached writes it. */
  keyStart = 0;
  keyEnd = 0;
  /** A get that found something, a store that stored, an eviction of what had been fetched; true for deletions. */
  isGood = false;
  /** Bytes of the value; 0 where the line has none. */
  sizeBytes = 0;
  /** Of `skipped`: how many lines the server threw away because we did not read them in time. */
  skippedCount = 0;
}

const SPACE = 32;
const EQUALS = 61;
const LETTER = { c: 99, d: 100, e: 101, f: 102, g: 103, k: 107, s: 115, t: 116, y: 121 } as const;

/** Position behind the next space, or `end`. */
function nextWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) {
    at++;
  }
  return at < end ? at + 1 : end;
}

/** The digits at `start`; 0 if there are none. */
function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) {
      break;
    }
    value = value * 10 + digit;
  }
  return value;
}

/** The kind of an event by the first letters of `type=`: item_get, item_store, deleted, eviction. */
function kindAt(bytes: Uint8Array, start: number, length: number): LogLineKind {
  const first = bytes[start];
  if (first === 105 && length === 8 && bytes[start + 5] === LETTER.g && bytes[start + 6] === LETTER.e) {
    return LOG_LINE.get;
  }
  if (first === 105 && length === 10 && bytes[start + 5] === LETTER.s) {
    return LOG_LINE.store;
  }
  if (first === LETTER.d && length === 7) {
    return LOG_LINE.deletion;
  }
  return first === LETTER.e && length === 8 ? LOG_LINE.eviction : LOG_LINE.other;
}

/** Whether the word at `start` is `name=...`; names are told by length and first letter. */
function isWord(bytes: Uint8Array, start: number, end: number, nameLength: number, first: number): boolean {
  return start + nameLength < end && bytes[start] === first && bytes[start + nameLength] === EQUALS;
}

/** Reads the words behind the key: status=, fetch= and size=. */
function readOutcome(bytes: Uint8Array, start: number, end: number, line: LogLine): void {
  for (let at = start; at < end; at = nextWord(bytes, at, end)) {
    if (isWord(bytes, at, end, 6, LETTER.s)) {
      // found | not_found, flushed, expired: and stored | not_stored, exists, too_large, ...
      const wanted = line.kind === LOG_LINE.get ? LETTER.f : LETTER.s;
      line.isGood = bytes[at + 7] === wanted && bytes[at + 8] !== 108;
    } else if (isWord(bytes, at, end, 5, LETTER.f)) {
      line.isGood = bytes[at + 6] === LETTER.y;
    } else if (isWord(bytes, at, end, 4, LETTER.s)) {
      line.sizeBytes = readDigits(bytes, at + 5, end);
    }
  }
}

/**
 * Reads the line from `start` to `end`, without its line feed, into `line`. Never throws; what it does not know is
 * {@link LOG_LINE.other}. Key and outcome hold something of use only for the kinds that have them.
 */
export function parseLogLine(bytes: Uint8Array, start: number, end: number, line: LogLine): void {
  line.kind = LOG_LINE.other;
  if (end - start > 8 && bytes[start] === LETTER.s && bytes[start + 1] === LETTER.k && bytes[start + 7] === EQUALS) {
    line.kind = LOG_LINE.skipped;
    line.skippedCount = readDigits(bytes, start + 8, end);
    return;
  }
  // ts=... gid=... type=
  const type = nextWord(bytes, nextWord(bytes, start, end), end);
  if (!isWord(bytes, type, end, 4, LETTER.t) || bytes[type + 1] !== LETTER.y) {
    return;
  }
  const key = nextWord(bytes, type, end);
  const kind = kindAt(bytes, type + 5, key - type - 6);
  if (kind === LOG_LINE.other || !isWord(bytes, key, end, 3, LETTER.k)) {
    return;
  }
  const rest = nextWord(bytes, key, end);
  line.keyStart = key + 4;
  line.keyEnd = rest < end || bytes[end - 1] === SPACE ? rest - 1 : end;
  line.isGood = kind === LOG_LINE.deletion;
  line.sizeBytes = 0;
  line.kind = kind;
  readOutcome(bytes, rest, end, line);
}
