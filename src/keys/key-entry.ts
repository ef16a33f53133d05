/** What a server tells of one of its keys, and what follows from it. */

/** One item of a dump. What a server does not tell (old versions, `stats cachedump`) is undefined. */
export interface KeyEntry {
  /** The key's own bytes: any bytes, 1 to 250 of them. */
  readonly key: Buffer;
  /** Unix time at which it expires, in seconds by the server's clock; -1 never. */
  readonly exptime: number;
  /** Unix time of the last access that counted: memcached looks away for a minute after one. */
  readonly lastAccess: number | undefined;
  readonly cas: bigint | undefined;
  /** Whether it was ever read since it was stored. */
  readonly fetched: boolean | undefined;
  readonly slabClass: number | undefined;
  /** Header, key, flags and value, as the server counts them; of `stats cachedump` the value alone. */
  readonly sizeBytes: number;
  /** The flags the client stored; servers tell them since 1.6.39 or so. */
  readonly flags: number | undefined;
}

/** {@link KeyEntry.exptime} of what never expires. */
export const NEVER_EXPIRES = -1;

/** Seconds it has left, 0 when its time has come; undefined when it never expires. @param nowS the server's Unix time */
export function ttlSeconds(entry: KeyEntry, nowS: number): number | undefined {
  return entry.exptime === NEVER_EXPIRES ? undefined : Math.max(0, entry.exptime - nowS);
}

/** Seconds since the last access; undefined when the server does not tell. @param nowS the server's Unix time */
export function idleSeconds(entry: KeyEntry, nowS: number): number | undefined {
  return entry.lastAccess === undefined ? undefined : Math.max(0, nowS - entry.lastAccess);
}
