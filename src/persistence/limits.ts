/** Limits of the durable copy that other rooms keep, too. */

/** So long a request waits for an item that is only on disk; then its connection is closed. */
export const READ_MS_MAX = 5000;
