/** The commands that look at a server or steer it. Part of the command table; see command-table.ts. */
import type { CommandArgument, CommandSpec } from "./command-spec.ts";

const NOREPLY: CommandArgument = { name: "noreply", kind: "word", optional: true, choices: ["noreply"] };
const CLASSES: CommandArgument = { name: "classes|all|hash", kind: "word" };
const EVENTS = ["fetchers", "mutations", "evictions", "sysevents", "connevents", "deletions"] as const;

function stats(word: string, help: string, extra: readonly CommandArgument[] = [], example?: string): CommandSpec {
  const line = example ?? `stats ${word}`;
  return { words: ["stats", word], arguments: extra, group: "statistics", help, example: line };
}

function admin(
  words: string,
  args: readonly CommandArgument[],
  help: string,
  example: string,
  danger?: string,
): CommandSpec {
  const base = { words: words.split(" "), arguments: args, group: "admin", help, example } as const;
  return danger === undefined ? base : { ...base, danger };
}

function number(name: string): CommandArgument {
  return { name, kind: "number" };
}

const STATISTICS: readonly CommandSpec[] = [
  { words: ["stats"], arguments: [], group: "statistics", help: "The server's general counters", example: "stats" },
  stats("settings", "The settings the server runs with"),
  stats("items", "Counters of the items, by slab class"),
  stats("slabs", "Memory and traffic, by slab class"),
  stats("sizes", "How many items of each size (needs -o track_sizes)"),
  stats("conns", "The open connections, by file descriptor"),
  {
    words: ["config", "get"],
    arguments: [{ name: "cluster", kind: "word", choices: ["cluster"] }],
    group: "statistics",
    help: "The nodes that a directory of memtool or an ElastiCache knows",
    example: "config get cluster",
  },
  stats(
    "detail",
    "Counters by key prefix: switch them on or off, or print them",
    [{ name: "on|off|dump", kind: "word", choices: ["on", "off", "dump"] }],
    "stats detail dump",
  ),
  stats(
    "cachedump",
    "Some keys of a slab class (limit 0: as many as fit)",
    [number("class"), number("limit")],
    "stats cachedump 1 100",
  ),
  { ...stats("reset", "Set every counter to zero"), danger: "sets every counter of the server to zero" },
];

const ADMIN: readonly CommandSpec[] = [
  admin("version", [], "The version of the server", "version"),
  admin("verbosity", [number("level"), NOREPLY], "How much the server logs: 0, 1 or 2", "verbosity 1"),
  admin(
    "flush_all",
    [{ name: "delay", kind: "number", optional: true }, NOREPLY],
    "Make every item expire, now or after a delay in seconds",
    "flush_all",
    "makes every item of the server expire",
  ),
  admin(
    "cache_memlimit",
    [number("megabytes"), NOREPLY],
    "Change how much memory items may take",
    "cache_memlimit 128",
    "changes the memory limit of the server",
  ),
  admin("lru_crawler enable", [], "Start the crawler that frees expired items", "lru_crawler enable"),
  admin("lru_crawler disable", [], "Stop the crawler that frees expired items", "lru_crawler disable"),
  admin("lru_crawler crawl", [CLASSES], "Look for expired items in slab classes", "lru_crawler crawl all"),
  admin("lru_crawler sleep", [number("microseconds")], "How long the crawler rests per item", "lru_crawler sleep 100"),
  admin("lru_crawler tocrawl", [number("items")], "How many items the crawler looks at", "lru_crawler tocrawl 1000"),
  admin("lru_crawler metadump", [CLASSES], "Print the keys with what is known of them", "lru_crawler metadump all"),
  admin("lru_crawler mgdump", [CLASSES], "Print the keys as mg commands", "lru_crawler mgdump all"),
  admin(
    "lru tune",
    [number("hot%"), number("warm%"), number("hot-factor"), number("warm-factor")],
    "Sizes and ages of the HOT and WARM queues",
    "lru tune 20 40 0.2 2.0",
  ),
  admin(
    "lru mode",
    [{ name: "flat|segmented", kind: "word", choices: ["flat", "segmented"] }],
    "Switch the segmented LRU on or off",
    "lru mode segmented",
  ),
  admin("lru temp_ttl", [number("seconds")], "Items with a shorter ttl go to TEMP; -1: off", "lru temp_ttl 61"),
  admin(
    "slabs reassign",
    [number("source-class"), number("class")],
    "Move a page from one slab class to another (source -1: any)",
    "slabs reassign -1 5",
    "may evict the items of the page it moves",
  ),
  admin(
    "slabs automove",
    [{ name: "0|1|2", kind: "word", choices: ["0", "1", "2"] }],
    "Let the server move pages between slab classes: off, slowly, eagerly",
    "slabs automove 1",
  ),
  {
    ...admin(
      "watch",
      [{ name: "events", kind: "word", optional: true, repeated: true, choices: EVENTS }],
      "Follow what happens inside the server",
      "watch fetchers mutations",
    ),
    streams: true,
  },
  admin("refresh_certs", [], "Load the TLS certificates again", "refresh_certs"),
  admin(
    "shutdown",
    [{ name: "graceful", kind: "word", optional: true, choices: ["graceful"] }],
    "Stop the server (needs -A)",
    "shutdown graceful",
    "stops the server",
  ),
  admin("quit", [], "Close the connection", "quit"),
];

/** stats and its kin, then everything that steers the server. */
export const ADMIN_COMMANDS: readonly CommandSpec[] = [...STATISTICS, ...ADMIN];
