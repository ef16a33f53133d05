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
    name: "keys hot",
    describe: "the keys that are asked for, stored or evicted most often",
    load: async () => (await import("./commands/keys-hot.ts")).keysHotCommand,
  },
];

/** The first words of commands of two. */
export const GROUPS: readonly CommandGroup[] = [
  { name: "keys", describe: "look into the keys of servers: list, sum up, delete, move them" },
];
