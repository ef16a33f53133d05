/** Limits of the server. */
import { RETRIEVAL_LINE_BYTES_MAX } from "../protocol/limits.ts";

/**
 * Size of the static buffer a worker reads every connection into; memcached's own (READ_BUFFER_SIZE). It bounds what is kept of a
 * pipeline whose replies nobody takes. Larger ones gain nothing for gets, and a seventh for values of a megabyte.
 */
export const READ_BUFFER_BYTES = 16 * 1024;

/**
 * What clients have not taken of their replies, of all workers together. Beyond it each client is sent no more than
 * {@link SCARCE_PAUSE_BYTES} ahead, so that a thousand clients that do not read cost megabytes and not hundreds of them.
 */
export const UNSENT_BYTES_MAX = 8 * 1024 * 1024;

/** While memory for replies is scarce, a client gets this much at a time and waits until it has taken it. */
export const SCARCE_PAUSE_BYTES = 16 * 1024;

/**
 * To a TLS client that is behind, or while memory for replies is scarce, a large value is encrypted so much at a time, as the client
 * takes it: the encrypted copy is all that it costs.
 */
export const SECURE_PIECE_BYTES = 32 * 1024;

/** What a write to a client that is behind costs beside its bytes: counted with them, however short it is. */
export const UNSENT_WRITE_BYTES = 400;

/** A connection with more to do gives way to the others of its worker after this time, in milliseconds. */
export const TURN_MS = 2;

/** When the turns of a worker's connections have taken this long together, each is kept as short as can be. */
export const ROUND_MS = 4;

/** What a connection holds of the longest line: it is looked at after each read. */
export const LONG_LINE_BYTES_MAX = RETRIEVAL_LINE_BYTES_MAX + READ_BUFFER_BYTES;

/**
 * Bytes of get lines without an end that all connections together may hold, shared evenly by the workers, though each may
 * hold one {@link LONG_LINE_BYTES_MAX}; beyond it they are closed.
 */
export const LONG_LINES_BYTES_MAX = 16 * 1024 * 1024;

/** A client that has taken nothing of what waits for it for so long is cut off: its replies and pinned items are needed. */
export const STALLED_MS_MAX = 30_000;

/** Lines of a worker that wait for the log; what comes beyond them is dropped. */
export const LOG_LINES_MAX = 1000;

/** Descriptors the process needs besides its clients'; the connection table has rows for them too. */
export const SPARE_DESCRIPTORS = 128;

/** Between a `shutdown` and the end; memcached notices within a second. */
export const SHUTDOWN_PAUSE_MS = 100;

/** A stopping server waits this long for clients to take their last replies. */
export const STOP_GRACE_MS = 2000;

/** The answers to one UDP datagram may have the length of the largest item, and so much more. */
export const UDP_ANSWER_SPARE_BYTES = 64 * 1024;

/** Longest name of a SASL mechanism (memcached MAX_SASL_MECH_LEN). */
export const SASL_MECHANISM_BYTES_MAX = 32;

/** Longest response of a SASL login: user and password. */
export const SASL_RESPONSE_BYTES_MAX = 16_384;

/** Idle connections are looked for this often. */
export const IDLE_CHECK_MS = 1000;
