/**
 * Where everything stands in an item, as 32-bit words from its start. The header fills 48 bytes, memcached's own size:
 *
 *     0 hashNext | 4 hash | 8 lruNext | 12 lruPrev | 16 time | 20 exptime | 24 valueLength | 28 clientFlags
 *     32 casLow | 36 casHigh | 40 keyLength, class, lru, flags | 44 pins, epoch | 48 key, value, CRLF
 *
 * An item above slab_chunk_max keeps header and key here, then (8-byte aligned) the first chunk and the chunk count;
 * its value and CRLF stand in chunks, each with a header of its own:
 *
 *     0 next chunk | 4 owner | 24 bytes held | 40 class, flags | 48 data
 *
 * A free chunk keeps the next free one in word 0 and ITEM_FLAG.free in word 10.
 */

/** Word offsets within the item header. */
export const ITEM = {
  hashNext: 0,
  hash: 1,
  lruNext: 2,
  lruPrev: 3,
  /** Relative second of the last change or counted access. */
  time: 4,
  /** Relative second of death, unsigned; 0 never. */
  exptime: 5,
  valueLength: 6,
  clientFlags: 7,
  casLow: 8,
  casHigh: 9,
  /** keyLength (8 bits), slab class (6), LRU (2), flags (16). */
  meta: 10,
  /** pins (16 bits), flush epoch (16). */
  pins: 11,
} as const;

/** Word offsets within the header of a chunk of a large item. */
export const CHUNK = { next: 0, owner: 1, length: 6, meta: 10 } as const;

/** Bytes before the key of an item, and before the data of a chunk. */
export const HEADER_BYTES = 48;

/** Bytes behind every value: CRLF, so that a reply is one copy. */
export const TAIL_BYTES = 2;

/** What stands behind the key of a chunked item: first chunk, chunk count. */
export const CHUNK_LINK_BYTES = 8;

/** State bits of an item. `free` and `chunk` tell memory that is not an item. */
export const ITEM_FLAG = {
  linked: 1,
  fetched: 2,
  active: 4,
  chunked: 8,
  keyBinary: 16,
  tokenSent: 32,
  stale: 64,
  free: 128,
  chunk: 256,
} as const;

/** The four queues of a slab class. */
export const LRU = { hot: 0, warm: 1, cold: 2, temp: 3 } as const;

/** One of {@link LRU}. */
export type Lru = (typeof LRU)[keyof typeof LRU];

/** Reference to an item or chunk: a 32-bit count of 8-byte units from the start of the arena; 0 is none. */
export type ItemRef = number;

/** Right shift that gives the segment of a reference (unsigned). */
export const REF_SEGMENT_SHIFT = 27;

/** Mask that gives the 8-byte unit within the segment. */
export const REF_UNIT_MASK = 0x7ffffff;

/** Right shift that gives the page of a reference (unsigned). */
export const REF_PAGE_SHIFT = 17;

const FLAG_ONE_BYTES = 4;
const CAS_BYTES = 8;

/**
 * The size memcached 1.6 charges for an item: header, key and its NUL, flags unless 0, cas if enabled, value, CRLF.
 * It picks the slab class and is what `size=` and `bytes` report. Our own need is never larger.
 */
export function accountedItemSize(keyLength: number, flags: number, valueLength: number, casEnabled: boolean): number {
  return (
    HEADER_BYTES +
    keyLength +
    1 +
    (flags !== 0 ? FLAG_ONE_BYTES : 0) +
    (casEnabled ? CAS_BYTES : 0) +
    valueLength +
    TAIL_BYTES
  );
}

/** Byte offset of the chunk link within a chunked item. */
export function chunkLinkOffset(keyLength: number): number {
  return (HEADER_BYTES + keyLength + 7) & ~7;
}
