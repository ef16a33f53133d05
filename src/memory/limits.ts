/** Fixed sizes of the shared memory: pages, segments, references. Everything else is computed from them. */

/** A slab page, as in memcached (settings.slab_page_size). The memory limit is counted in these. */
export const PAGE_BYTES = 1024 * 1024;

/** Largest SharedArrayBuffer of the arena: typed-array indices stay small integers, and Node 20 accepts the views. */
const SEGMENT_BYTES = 1024 * 1024 * 1024;

/** Pages in a full segment. */
export const PAGES_PER_SEGMENT = SEGMENT_BYTES / PAGE_BYTES;

/** An item reference counts in units of this many bytes; chunk sizes are multiples of it (memcached CHUNK_ALIGN_BYTES). */
export const REF_UNIT_BYTES = 8;

/** Highest slab class (memcached MAX_NUMBER_OF_SLAB_CLASSES - 1). Class 0 is no class. */
export const SLAB_CLASS_MAX = 63;

/** Pages a 32-bit reference can address (32 GiB), less page 0, which is never used so that reference 0 means "none". */
export const PAGE_COUNT_MAX = 2 ** 32 / (PAGE_BYTES / REF_UNIT_BYTES);

/** References one item may carry at once; beyond it a sender has to copy. */
export const PIN_COUNT_MAX = 0xffff;
