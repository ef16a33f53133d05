/** How the counters of `stats` move, as data: requests, and by how much each counter is greater afterwards. */

/** One case; counters of {@link WATCHED_COUNTERS} that are not named must stay as they were. */
export interface CounterCase {
  readonly title: string;
  /** What is sent before the counters are read for the first time. */
  readonly before?: string;
  readonly requests: string;
  readonly moved: Readonly<Record<string, number>>;
  /** Where memcached 1.6.18 counts otherwise than the specification: why, and what it counts. */
  readonly old?: { readonly reason: string; readonly moved: Readonly<Record<string, number>> };
}

/** Counters of commands and items; those of connections and bytes move with the reading itself. */
export const WATCHED_COUNTERS: readonly string[] = [
  ..."cmd_get cmd_set cmd_flush cmd_touch cmd_meta get_hits get_misses get_expired get_flushed".split(" "),
  ..."delete_misses delete_hits incr_misses incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval".split(" "),
  ..."touch_hits touch_misses store_too_large store_no_memory curr_items total_items".split(" "),
];

const A = "set a 0 0 1\r\n1\r\n";
/** Behind it the oldest item lives: a server without upkeep looks at the oldest whenever it needs memory. */
const DEAD_A = "set oldest 0 0 1\r\nx\r\nset a 0 -1 1\r\nx\r\n";
const TOO_LARGE = `set a 0 0 1048576\r\n${"x".repeat(1_048_576)}\r\n`;

/** Every rule that the surface page names, over text. */
export const COUNTER_CASES: readonly CounterCase[] = [
  { title: "a missed key", requests: "get a\r\n", moved: { cmd_get: 1, get_misses: 1 } },
  {
    title: "each key of a get counts",
    before: A,
    requests: "get a b a\r\n",
    moved: { cmd_get: 3, get_hits: 2, get_misses: 1 },
  },
  { title: "a stored value", requests: A, moved: { cmd_set: 1, curr_items: 1, total_items: 1 } },
  { title: "a value over another", before: A, requests: A, moved: { cmd_set: 1, total_items: 1 } },
  { title: "an add that is not stored", before: A, requests: "add a 0 0 1\r\nx\r\n", moved: { cmd_set: 1 } },
  { title: "a replace that is not stored", requests: "replace a 0 0 1\r\nx\r\n", moved: { cmd_set: 1 } },
  {
    title: "an append links a new item",
    before: A,
    requests: "append a 0 0 1\r\nx\r\n",
    moved: { cmd_set: 1, total_items: 1 },
  },
  {
    title: "a set that is too large deletes what was there",
    before: A,
    requests: TOO_LARGE,
    moved: { store_too_large: 1, curr_items: -1 },
  },
  { title: "a bad data chunk", requests: "set a 0 0 1\r\nxyz\r\n", moved: { cmd_set: 1 } },
  { title: "cas on nothing", requests: "cas a 0 0 1 5\r\nx\r\n", moved: { cmd_set: 1, cas_misses: 1 } },
  {
    title: "cas with another number",
    before: A,
    requests: "cas a 0 0 1 18446744073709551615\r\nx\r\n",
    moved: { cmd_set: 1, cas_badval: 1 },
  },
  {
    title: "ms with C compares like cas",
    before: A,
    requests: "ms a 1 C18446744073709551615\r\nx\r\nms b 1 C5\r\nx\r\n",
    moved: { cmd_set: 2, cas_badval: 1, cas_misses: 1 },
  },
  { title: "delete", before: A, requests: "delete a\r\ndelete a\r\n", moved: deleted(1, 1) },
  { title: "md", before: A, requests: "md a\r\nmd a\r\n", moved: deleted(1, 1) },
  {
    title: "md with another cas counts as a miss",
    before: A,
    requests: "md a C99999999\r\n",
    moved: { delete_misses: 1 },
  },
  { title: "md I counts nothing", before: A, requests: "md a I\r\n", moved: {} },
  { title: "md I that misses", requests: "md a I\r\n", moved: { delete_misses: 1 } },
  { title: "md I with another cas", before: A, requests: "md a I C99999999\r\n", moved: { delete_misses: 1 } },
  { title: "a flush_all with a wrong delay", before: A, requests: "flush_all x\r\n", moved: { cmd_flush: 1 } },
  {
    title: "incr and decr",
    before: A,
    requests: "incr a 1\r\ndecr a 1\r\nincr b 1\r\ndecr b 1\r\n",
    moved: { incr_hits: 1, decr_hits: 1, incr_misses: 1, decr_misses: 1 },
  },
  {
    title: "ma, and what it creates is no set",
    before: A,
    requests: "ma a\r\nma a MD\r\nma b\r\n",
    moved: { incr_hits: 1, decr_hits: 1, incr_misses: 1 },
  },
  {
    title: "touch",
    before: A,
    requests: "touch a 0\r\ntouch b 0\r\n",
    moved: { cmd_touch: 2, touch_hits: 1, touch_misses: 1 },
  },
  {
    title: "mg counts as a get",
    before: A,
    requests: "mg a v\r\nmg b v\r\n",
    moved: { cmd_get: 2, get_hits: 1, get_misses: 1 },
  },
  { title: "mg with T counts as a touch", before: A, requests: "mg a T30\r\n", moved: { cmd_touch: 1, touch_hits: 1 } },
  { title: "me", before: A, requests: "me a\r\nme b\r\n", moved: { cmd_meta: 2 } },
  { title: "mn and version count nothing", requests: "mn\r\nversion\r\n", moved: {} },
  {
    title: "a lookup of what has expired",
    before: DEAD_A,
    requests: "get a\r\n",
    moved: { cmd_get: 1, get_misses: 1, get_expired: 1, curr_items: -1 },
  },
  {
    title: "a set finds what has expired, too",
    before: DEAD_A,
    requests: A,
    moved: { cmd_set: 1, get_expired: 1, total_items: 1 },
  },
  {
    title: "flush_all, and a lookup of what was flushed",
    before: A,
    requests: "flush_all\r\nget a\r\n",
    moved: { cmd_flush: 1, cmd_get: 1, get_misses: 1, get_flushed: 1, curr_items: -1 },
  },
];

function deleted(hits: number, misses: number): Record<string, number> {
  return { delete_hits: hits, delete_misses: misses, curr_items: -hits };
}
