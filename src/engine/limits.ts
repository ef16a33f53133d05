/** Limits of the engine, with the measurements behind them. */

/**
 * Values up to this many bytes are copied into the reply under the item's lock; larger ones are pinned and sent from
 * their own memory, so that the lock is not held while a megabyte is copied (280 us on Node 20).
 */
export const COPIED_VALUE_BYTES_MAX = 16 * 1024;

/** A retrieval of many keys pauses after this many keys, for the sake of the other connections: misses answer nothing but take time too. */
export const REPLY_PAUSE_KEYS = 256;

/** Room reserved for everything of a retrieval's reply but the value: `VALUE`, key, flags, length and cas, or meta flags. */
export const REPLY_HEADER_BYTES_MAX = 1024;
