/** Limits of the server. */

/** Size of the static buffer a worker reads every connection into. Larger ones gain nothing (measured 16 to 256 KB). */
export const READ_BUFFER_BYTES = 64 * 1024;

/** Replies are handed to the socket when this much is pending, also in the middle of a pipeline. */
export const FLUSH_BYTES = 256 * 1024;

/** Above this many bytes that a client has not taken, nothing more is read from it until it has. */
export const UNSENT_BYTES_MAX = 1024 * 1024;

/** Descriptors the process needs besides its clients'; the connection table has rows for them too. */
export const SPARE_DESCRIPTORS = 128;

/** A stopping server waits this long for clients to take their last replies. */
export const STOP_GRACE_MS = 2000;
