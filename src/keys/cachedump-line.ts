/**
 * One line of `stats cachedump CLASS LIMIT`: `ITEM KEY [BYTES b; UNIX s]`. The key stands there as it is, so that one with a line feed,
 * which the binary protocol can store, breaks the line; one with a space does not.
 */
import { type KeyEntry, NEVER_EXPIRES } from "./key-entry.ts";

const LINE = /^ITEM (.+) \[(\d{1,15}) b; (\d{1,15}) s\]$/s;

/** What the lines themselves do not say. */
export interface CachedumpContext {
  readonly slabClass: number;
  /** Unix time of the server's start: versions before 1.4.34 or so print it for what never expires; later ones 0. */
  readonly startedS: number;
}

/** Reads the line from `start` to `end`; undefined if it is not one. */
export function parseCachedumpLine(
  bytes: Buffer,
  start: number,
  end: number,
  { slabClass, startedS }: CachedumpContext,
): KeyEntry | undefined {
  const match = LINE.exec(bytes.toString("latin1", start, end));
  if (match === null) {
    return undefined;
  }
  const [, key = "", size, time] = match;
  const exptime = Number(time);
  return {
    key: Buffer.from(key, "latin1"),
    exptime: exptime <= startedS ? NEVER_EXPIRES : exptime,
    lastAccess: undefined,
    cas: undefined,
    fetched: undefined,
    slabClass,
    sizeBytes: Number(size),
    flags: undefined,
  };
}
