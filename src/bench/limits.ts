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

/** How often a load thread looks whether it was held up, in ms. */
export const HEARTBEAT_MS = 10;

/** From this long on, in ms, a load thread that did not get to work is said to have stalled: what it read then has no known time. */
export const STALL_MS_MIN = 25;

/** Requests without a reply that are sent before the server is asked whether it has carried them out. */
export const UNCONFIRMED_MAX = 64;

/** Most keys of one mget: memcached takes long lines, other servers and proxies less. */
export const KEYS_EACH_MAX = 1000;

/** Longest sleep of an open loop that spares the CPU, in ms: replies are read that much later. */
export const NAP_MS_MAX = 0.1;

/** How long an open loop sends at a time, in ms, before it looks for replies. */
export const OPEN_LOOP_TURN_MS = 1;

/** How long, in ms, requests are booked that were due but not sent when an open loop ends; millions may be. */
export const ABANDON_MS_MAX = 500;

/** From the start of an open loop to its first request, in ms: everything is set up by then, so that no request is late for it. */
export const OPEN_LOOP_HEADSTART_MS = 5;

/** Length of a point of the series, in ms. */
export const SERIES_POINT_MS = 1000;

/** Longest relative expiry, in seconds: memcached takes larger numbers for a date. */
export const TTL_SECONDS_MAX = 30 * 86_400;

/** Longest single delay that is drawn (the penalty of a miss), in ms. */
export const DELAY_MS_MAX = 3_600_000;

/** Most keys whose place among several servers is remembered, a byte each; those of more keys are worked out each time. */
export const PLACED_KEYS_MAX = 2 ** 26;

/** How often another key is drawn for an mget until it is one of the same server, before the first key is asked for again instead. */
export const SAME_SERVER_DRAWS_MAX = 1000;

/** Most keys of values that are verified: each takes 12 bytes of a table. */
export const VERIFIED_KEYS_MAX = 2 ** 26;

/** First wait before a lost connection is opened again, in ms; each is twice the one before. */
export const REOPEN_MS_MIN = 50;

/** ... and the longest. */
export const REOPEN_MS_MAX = 1000;

/** Longest time, in ms, that is waited for the hit rate to become flat. */
export const WARMUP_MS_MAX = 300_000;
