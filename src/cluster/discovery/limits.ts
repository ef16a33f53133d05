/** Limits of discovery. */

/** Longest wait for one answer of a source, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 5000;

/** Most servers in a list. A pool of more would have other troubles; what claims more is no list of servers. */
export const NODES_MAX = 10_000;

/** Longest answer or file that is read, in bytes: {@link NODES_MAX} nodes with names of 250 characters and some. */
export const LIST_BYTES_MAX = 4 * 1024 * 1024;

/** How often sources are asked that do not tell changes, in milliseconds: AWS's own clients ask every minute, Thanos asks DNS twice a minute. */
export const REFRESH_MS = { cluster: 60_000, dns: 30_000, file: 5000 } as const;
