/** What can be watched (`watch TYPE...`), and the entries that come of it: memcached's words, in memcached's order. */

/** The types a watcher asks for, as bits of a mask. rawcmds and the proxy's never emit anything here. */
export const LOG_TYPE = {
  rawcmds: 1,
  evictions: 2,
  fetchers: 4,
  mutations: 8,
  sysevents: 16,
  connevents: 32,
  proxyreqs: 64,
  proxyevents: 128,
  proxyuser: 256,
  deletions: 512,
} as const;

/** Name of a type. */
export type LogTypeName = keyof typeof LOG_TYPE;

/** The kinds of entries, by their number in a record: the name after `type=`, and the bit of those who want it. */
export const LOG_ENTRIES = [
  { name: "item_get", type: LOG_TYPE.fetchers },
  { name: "item_store", type: LOG_TYPE.mutations },
  { name: "deleted", type: LOG_TYPE.deletions },
  { name: "eviction", type: LOG_TYPE.evictions },
  { name: "conn_new", type: LOG_TYPE.connevents },
  { name: "conn_close", type: LOG_TYPE.connevents },
  { name: "connerr", type: LOG_TYPE.connevents },
  { name: "conntlserr", type: LOG_TYPE.connevents },
  { name: "lru_crawler", type: LOG_TYPE.sysevents },
  { name: "slab_move", type: LOG_TYPE.sysevents },
] as const;

/** Number of each kind of entry. */
export const LOG_ENTRY = {
  itemGet: 0,
  itemStore: 1,
  deleted: 2,
  eviction: 3,
  connNew: 4,
  connClose: 5,
  connError: 6,
  tlsError: 7,
  crawler: 8,
  slabMove: 9,
} as const;

/** One of {@link LOG_ENTRY}. */
export type LogEntryKind = (typeof LOG_ENTRY)[keyof typeof LOG_ENTRY];

/** `status=` of item_get. */
export const LOOKUP_STATUS = { notFound: 0, found: 1, flushed: 2, expired: 3 } as const;

/** One of {@link LOOKUP_STATUS}. */
export type LookupStatus = (typeof LOOKUP_STATUS)[keyof typeof LOOKUP_STATUS];

/** `cmd=` of deleted. */
export const DELETE_COMMAND = { delete: 0, md: 1 } as const;

/** `reason=` of conn_close. */
export const CLOSE_REASON = { error: 0, normal: 1, idleTimeout: 2, shutdown: 3 } as const;

/** One of {@link CLOSE_REASON}. */
export type CloseReason = (typeof CLOSE_REASON)[keyof typeof CLOSE_REASON];

/** Words for the numbers of an entry. The orders of store statuses and commands are STORE_RESULT's and STORE_MODE's. */
export const LOG_WORDS = {
  lookupStatus: ["not_found", "found", "flushed", "expired"],
  storeStatus: ["stored", "not_stored", "exists", "not_found", "no_memory", "too_large"],
  storeCommand: ["set", "add", "replace", "append", "prepend", "cas"],
  deleteCommand: ["delete", "md"],
  closeReason: ["error", "normal", "idle_timeout", "shutdown"],
  lru: ["hot", "warm", "cold", "temp"],
  yesNo: ["no", "yes"],
  okFail: ["fail", "ok"],
} as const;
