/**
 * The commands of memtool. `load` imports a command's file only when that command runs or its help is asked for, so that
 * `memtool --version` and `memtool stats` do not pay for Ink, worker threads or histograms.
 */
import type { CommandEntry, CommandGroup } from "./command.ts";

/** Every command, in the order of the overview. `name` and `describe` equal those of the loaded command (a test compares them). */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "serve",
    describe: "run a memcached-compatible cache server",
    load: async () => (await import("./commands/serve.ts")).serveCommand,
  },
  {
    name: "serve verify",
    describe: "check every record that a server keeps on disk",
    load: async () => (await import("./commands/serve-verify.ts")).serveVerifyCommand,
  },
  {
    name: "serve repair",
    describe: "keep what is sound of what a server has on disk; without --yes only tell",
    load: async () => (await import("./commands/serve-repair.ts")).serveRepairCommand,
  },
  {
    name: "repl",
    describe: "talk to a server: at a prompt, one command, or a pipe of them",
    load: async () => (await import("./commands/repl.ts")).replCommand,
  },
  {
    name: "stats",
    describe: "show what one or several servers are doing",
    load: async () => (await import("./commands/stats.ts")).statsCommand,
  },
  {
    name: "top",
    describe: "watch servers live: rates, hit ratio, latency, memory, slabs, hottest keys",
    load: async () => (await import("./commands/top.ts")).topCommand,
  },
  {
    name: "exporter",
    describe: "serve the metrics of memcached servers to Prometheus",
    load: async () => (await import("./commands/exporter.ts")).exporterCommand,
  },
  {
    name: "bench",
    describe: "load a server and measure hit rate and latency",
    load: async () => (await import("./commands/bench.ts")).benchCommand,
  },
  {
    name: "keys list",
    describe: "list the keys of one or several servers, as they come",
    load: async () => (await import("./commands/keys-list.ts")).keysListCommand,
  },
  {
    name: "keys stats",
    describe: "sum keys up by prefix: memory, TTL, idle time, sizes, the biggest",
    load: async () => (await import("./commands/keys-stats.ts")).keysStatsCommand,
  },
  {
    name: "keys delete",
    describe: "delete the keys that match a pattern; without --yes it only counts them",
    load: async () => (await import("./commands/keys-delete.ts")).keysDeleteCommand,
  },
  {
    name: "keys hot",
    describe: "the keys that are asked for, stored or evicted most often",
    load: async () => (await import("./commands/keys-hot.ts")).keysHotCommand,
  },
  {
    name: "keys dump",
    describe: "write all items to a file: keys, values, flags, expiry",
    load: async () => (await import("./commands/keys-dump.ts")).keysDumpCommand,
  },
  {
    name: "keys restore",
    describe: "store the items of a dump on one or several servers",
    load: async () => (await import("./commands/keys-restore.ts")).keysRestoreCommand,
  },
  {
    name: "keys copy",
    describe: "copy all items from servers to others",
    load: async () => (await import("./commands/keys-copy.ts")).keysCopyCommand,
  },
  {
    name: "cluster locate",
    describe: "which node owns a key, by the rule of your client",
    load: async () => (await import("./cluster/locate.ts")).clusterLocateCommand,
  },
  {
    name: "cluster ring",
    describe: "what each node has of the keys by the rule of your client",
    load: async () => (await import("./cluster/ring.ts")).clusterRingCommand,
  },
  {
    name: "cluster compare",
    describe: "how many keys two clients put on different nodes",
    load: async () => (await import("./cluster/compare.ts")).clusterCompareCommand,
  },
  {
    name: "cluster simulate",
    describe: "which part of the keys moves when servers come, go or get another weight",
    load: async () => (await import("./cluster/simulate.ts")).clusterSimulateCommand,
  },
  {
    name: "cluster discover",
    describe: "which servers there are: by DNS, ElastiCache, etcd, or a pool's configuration",
    load: async () => (await import("./cluster/discover.ts")).clusterDiscoverCommand,
  },
  {
    name: "cluster nodes",
    describe: "the nodes of a pool side by side, the settings in which they differ, their clocks",
    load: async () => (await import("./cluster/nodes.ts")).clusterNodesCommand,
  },
  {
    name: "cluster balance",
    describe: "what each node has of items, memory and requests, what it is due, and what is to blame",
    load: async () => (await import("./cluster/balance.ts")).clusterBalanceCommand,
  },
  {
    name: "cluster health",
    describe: "one line that says whether a pool is well, and an exit code for probes",
    load: async () => (await import("./cluster/health.ts")).clusterHealthCommand,
  },
  {
    name: "cluster watch",
    describe: "a line for each thing that happens to a node: up, down, restarted, evicting",
    load: async () => (await import("./cluster/watch.ts")).clusterWatchCommand,
  },
  {
    name: "cluster detect",
    describe: "which client's rule filled a pool, found out from its keys",
    load: async () => (await import("./cluster/detect.ts")).clusterDetectCommand,
  },
  {
    name: "cluster misplaced",
    describe: "keys on nodes that should not own them: count, list, move or delete them",
    load: async () => (await import("./cluster/misplaced.ts")).clusterMisplacedCommand,
  },
  {
    name: "cluster export",
    describe: "configuration for the engines that run a pool: mcrouter, twemproxy, memcached's proxy",
    load: async () => (await import("./cluster/export.ts")).clusterExportCommand,
  },
  // Commands that send one request; the words are the protocol's.
  {
    name: "get",
    section: "One request",
    describe: "read values; exit code 1 if one is missing",
    load: async () => (await import("./commands/retrieval.ts")).getCommand,
  },
  {
    name: "gets",
    section: "One request",
    describe: "read values together with their cas numbers",
    load: async () => (await import("./commands/retrieval.ts")).getsCommand,
  },
  {
    name: "gat",
    section: "One request",
    describe: "read values and give the items a new time to live",
    load: async () => (await import("./commands/retrieval.ts")).gatCommand,
  },
  {
    name: "set",
    section: "One request",
    describe: "store a value, whatever was there before",
    load: async () => (await import("./commands/storage.ts")).setCommand,
  },
  {
    name: "add",
    section: "One request",
    describe: "store a value only if the key is not there",
    load: async () => (await import("./commands/storage.ts")).addCommand,
  },
  {
    name: "replace",
    section: "One request",
    describe: "store a value only if the key is there",
    load: async () => (await import("./commands/storage.ts")).replaceCommand,
  },
  {
    name: "append",
    section: "One request",
    describe: "put bytes behind the value that is there",
    load: async () => (await import("./commands/storage.ts")).appendCommand,
  },
  {
    name: "prepend",
    section: "One request",
    describe: "put bytes in front of the value that is there",
    load: async () => (await import("./commands/storage.ts")).prependCommand,
  },
  {
    name: "cas",
    section: "One request",
    describe: "store a value only if the item has not changed since",
    load: async () => (await import("./commands/storage.ts")).casCommand,
  },
  {
    name: "delete",
    section: "One request",
    describe: "remove items",
    load: async () => (await import("./commands/delete.ts")).deleteCommand,
  },
  {
    name: "incr",
    section: "One request",
    describe: "add to a counter",
    load: async () => (await import("./commands/arithmetic.ts")).incrCommand,
  },
  {
    name: "decr",
    section: "One request",
    describe: "subtract from a counter",
    load: async () => (await import("./commands/arithmetic.ts")).decrCommand,
  },
  {
    name: "touch",
    section: "One request",
    describe: "give an item a new time to live",
    load: async () => (await import("./commands/touch.ts")).touchCommand,
  },
  {
    name: "mg",
    section: "One request",
    describe: "read an item or parts of it (meta get)",
    load: async () => (await import("./commands/meta.ts")).mgCommand,
  },
  {
    name: "ms",
    section: "One request",
    describe: "store a value (meta set)",
    load: async () => (await import("./commands/meta.ts")).msCommand,
  },
  {
    name: "md",
    section: "One request",
    describe: "remove an item or mark it stale (meta delete)",
    load: async () => (await import("./commands/meta.ts")).mdCommand,
  },
  {
    name: "ma",
    section: "One request",
    describe: "add to or subtract from a number (meta arithmetic)",
    load: async () => (await import("./commands/meta.ts")).maCommand,
  },
  {
    name: "me",
    section: "One request",
    describe: "show what the server knows about an item (meta debug)",
    load: async () => (await import("./commands/meta.ts")).meCommand,
  },
  {
    name: "mn",
    section: "One request",
    describe: "a round trip that does nothing (meta no-op)",
    load: async () => (await import("./commands/meta.ts")).mnCommand,
  },
  {
    name: "flush",
    section: "One request",
    describe: "drop every item of the servers",
    load: async () => (await import("./commands/flush.ts")).flushCommand,
  },
  {
    name: "version",
    section: "One request",
    describe: "show the version of the servers (memtool --version shows its own)",
    load: async () => (await import("./commands/version.ts")).versionCommand,
  },
  {
    name: "ping",
    section: "One request",
    describe: "measure the round trip to servers, or wait until they answer",
    load: async () => (await import("./commands/ping.ts")).pingCommand,
  },
];

/** The first words of commands of two. */
export const GROUPS: readonly CommandGroup[] = [
  { name: "keys", describe: "look into the keys of servers: list, sum up, delete, move them" },
  {
    name: "cluster",
    describe: "several servers as one: which there are, how they are, which of them owns a key, what moves",
  },
];
