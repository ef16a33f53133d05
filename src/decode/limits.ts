/** How much of a value is looked at: a value is written by whoever can reach the server, and may be made to exhaust its reader. */

/** The limits of one decoding. */
export interface DecodeLimits {
  /** Most bytes that one layer of compression is unpacked to. */
  readonly unpackedBytesMax: number;
  /** Most nodes of a tree. */
  readonly nodesMax: number;
  /** Deepest nesting of a tree. */
  readonly depthMax: number;
}

/** A value of memcached is 1 MiB by default: sixteen times that is more than anybody reads, and still unpacked in a blink. */
export const DECODE_LIMITS: DecodeLimits = {
  unpackedBytesMax: 16 * 1024 * 1024,
  nodesMax: 100_000,
  depthMax: 100,
};

/** Layers of compression around one another that are taken off; real clients make one. */
export const LAYERS_MAX = 3;

/** Integers of more bytes are shown as bytes: making the decimal digits of a number takes time in the square of its length. */
export const INTEGER_BYTES_MAX = 1024;

/** Longest name of a class, a property or a symbol that is kept whole: names are repeated wherever they are used. */
export const NAME_LENGTH_MAX = 200;

/** Texts, bytes and numbers up to this length are repeated where they are referred to again; longer ones become references. */
export const REPEATED_LENGTH_MAX = 64;
