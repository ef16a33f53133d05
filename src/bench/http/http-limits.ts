/** The limits of loading an HTTP application, by name. */

/** Most different requests of one run. */
export const HTTP_REQUESTS_MAX = 256;

/** Largest body of a request, in bytes. */
export const HTTP_BODY_BYTES_MAX = 64 * 1024 * 1024;

/** Most requests an HTTP connection has in flight. */
export const HTTP_PIPELINE_MAX = 1000;

/** Connections a load thread opens at the same moment; more would overrun the server's backlog. */
export const HTTP_OPENING_MAX = 64;

/** Most different errors told apart; the rest count as one. */
export const HTTP_ERROR_KINDS_MAX = 32;

/** How often requests are looked at that may have waited too long: so many times in the longest wait. */
export const TIMEOUT_CHECKS = 20;

/** Shortest time between two such looks, in ms. */
export const TIMEOUT_CHECK_MS_MIN = 5;

/** Longest time between two such looks, in ms. */
export const TIMEOUT_CHECK_MS_MAX = 250;
