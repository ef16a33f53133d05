/** Limits of a directory of nodes, and of what may be said to one. */

/** Most nodes of a list: far beyond any pool, and a reply of it still fits into one write. */
export const NODES_MAX = 1000;

/** Longest name or host of a node (DNS, RFC 1035). */
export const NAME_LENGTH_MAX = 255;

/** Longest text that says what version a node is. */
export const VERSION_LENGTH_MAX = 64;

/** Highest weight of a node. */
export const WEIGHT_MAX = 1_000_000;

/** Shortest and longest time that a node may stay away before it is dropped. */
export const LEASE_MS_MIN = 1000;
/** See {@link LEASE_MS_MIN}. */
export const LEASE_MS_MAX = 3_600_000;

/** A node that says nothing else is dropped so long after its last heartbeat. */
export const LEASE_MS_DEFAULT = 10_000;

/** Heartbeats in a lease: two may be lost. */
export const HEARTBEATS_A_LEASE = 3;
