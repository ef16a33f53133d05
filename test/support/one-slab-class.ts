/** What `stats slabs` tells of one empty slab class, for tests. */
import type { StatEntry } from "../../src/protocol/reply.ts";

/** A class of 96 byte chunks with one page and nothing in it. */
export const ONE_SLAB_CLASS: readonly StatEntry[] = Object.entries({
  "1:chunk_size": "96",
  "1:chunks_per_page": "10922",
  "1:total_pages": "1",
  "1:total_chunks": "10922",
  "1:used_chunks": "0",
  "1:free_chunks": "10922",
  active_slabs: "1",
  total_malloced: "1048576",
}).map(([name, value]) => ({ name, value }));
