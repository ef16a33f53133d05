/** The limits of the load generator, by name. */

/** Most connections of one run; each needs a descriptor here and one in the server. */
export const CONNECTIONS_MAX = 20_000;

/** Most load threads of one run. */
export const THREADS_MAX = 128;

/** Most requests a connection keeps in flight. */
export const PIPELINE_MAX = 10_000;

/** Most keys: key numbers are 31-bit integers. */
export const KEYS_MAX = 2 ** 31 - 1;

/** Largest value in bytes, memcached's own limit for `-I`. */
export const VALUE_BYTES_MAX = 1024 ** 3;

/** Longest key prefix: prefix, counter mark and ten digits stay well below memcached's 250. */
export const KEY_PREFIX_BYTES_MAX = 200;

/** Requests in flight while the keys are set: latency does not matter then. */
export const POPULATE_PIPELINE_MIN = 16;

/** A batch of requests is written out when it holds this many bytes, even if the window has room for more. */
export const WRITE_BATCH_BYTES = 256 * 1024;

/** Longest reply line accepted; memcached's longest is an error of a few dozen bytes behind a key. */
export const REPLY_LINE_BYTES_MAX = 2048;

/** Different error replies told apart; the rest count as one. */
export const ERROR_TEXTS_MAX = 32;

/** The read buffer all connections of a load thread share. */
export const READ_BUFFER_BYTES = 64 * 1024;

/** After this many error replies and no success, setting the keys is given up. */
export const POPULATE_ERRORS_MAX = 1000;

/** How often a load thread reports progress and looks for connections that get no reply, in ms. */
export const TICK_MS = 250;

/** How long replies still in flight are waited for after an interrupt, in ms. */
export const INTERRUPT_DRAIN_MS = 500;

/** Longest relative expiry, in seconds: memcached takes larger numbers for a date. */
export const TTL_SECONDS_MAX = 30 * 86_400;

/** Longest single delay that is drawn (the penalty of a miss), in ms. */
export const DELAY_MS_MAX = 3_600_000;
