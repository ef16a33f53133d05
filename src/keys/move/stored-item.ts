/** An item on its way from one server to a file or to another server: everything that has to survive. */

/** See the head of the file. */
export interface StoredItem {
  /** The key's own bytes, 1 to 250 of them. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** The client's, unsigned 32 bit. */
  readonly flags: number;
  /** Unix time in milliseconds, by our clock, at which it expires; 0 never. */
  readonly expiresAtMs: number;
  /** For information: Unix time of the last access in seconds; 0 if it is not known. */
  readonly lastAccessS: number;
  /** For information: the cas number it had; 0 if it is not known. */
  readonly cas: bigint;
}

/** Bytes of memcached's item header, of the cas number behind it, of flags that are not 0, and of the zero and the CRLF. */
const HEADER_BYTES = 48;
const CAS_BYTES = 8;
const FLAGS_BYTES = 4;
const ENDS_BYTES = 3;

/** What an item takes on a server with cas, which -I limits. */
export function itemSizeBytes({ key, value, flags }: StoredItem): number {
  return HEADER_BYTES + CAS_BYTES + (flags === 0 ? 0 : FLAGS_BYTES) + key.length + value.length + ENDS_BYTES;
}

/** A server's clock ticks once a second: on average it is half a second behind. */
const TICK_LAG_MS = 500;

/**
 * When an item expires of which the server says it has so many seconds left; 0 never.
 * @param ttlS negative: never
 */
export function expiryOf(ttlS: number, nowMs: number): number {
  return ttlS < 0 ? 0 : nowMs + ttlS * 1000 - TICK_LAG_MS;
}

/** The seconds a server has to be given for what is left: 0 for an item that never expires, -1 for one whose time is over. */
export function ttlLeftS({ expiresAtMs }: StoredItem, nowMs: number): number {
  if (expiresAtMs === 0) {
    return 0;
  }
  return expiresAtMs > nowMs ? Math.max(1, Math.round((expiresAtMs - nowMs + TICK_LAG_MS) / 1000)) : -1;
}
