/** What a memcached 1.6 says, shortened, for tests of what is made of it. */
import type { Views } from "./memcached-exporter.ts";

/** Statistics by the view they stand in, `name value` a line. */
export function viewsOf(texts: Readonly<Record<string, string>>): Views {
  return new Map(
    Object.entries(texts).map(([view, text]) => [
      view,
      new Map(
        text
          .trim()
          .split("\n")
          .map((line) => line.trim().split(" ") as [string, string]),
      ),
    ]),
  );
}

/** A server with one slab class in use and one that has a page but no items. */
export const SMALL_SERVER: Views = viewsOf({
  "": `uptime 7
    version 1.6.45
    rusage_user 0.123456
    curr_items 3
    get_hits 18446744073709551615
    get_misses 5
    cmd_set 100
    cas_hits 7
    cas_misses 11
    cas_badval 13
    cmd_flush 2
    get_expired 4
    time_in_listen_disabled_us 1500000`,
  slabs: `1:chunk_size 96
    1:get_hits 6
    1:cmd_set 100
    1:cas_hits 7
    1:cas_badval 13
    2:chunk_size 120
    active_slabs 2
    total_malloced 2097152`,
  items: `items:1:number 3
    items:1:mem_requested 210
    items:1:hits_to_temp 9
    items:1:evicted_active 8`,
  settings: `maxconns 1024
    lru_crawler yes
    lru_maintainer_thread no
    hot_max_factor 0.20`,
});
