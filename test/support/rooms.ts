/** The rooms of src/ as data: who may import whom, and who owns which capability. The table of ARCHITECTURE.md; tidy.test.ts enforces it. */

/** One folder of src/ (or src/index.ts, called `index`). */
export interface Room {
  readonly name: string;
  /** Rooms whose code it may use. */
  readonly imports: readonly string[];
  /** Rooms of which it may use types only. */
  readonly typeImports?: readonly string[];
}

/** Every room, lowest level first: a room only imports from rooms above it in this list. */
export const ROOMS: readonly Room[] = [
  { name: "base", imports: [] },
  { name: "memory", imports: ["base"] },
  { name: "protocol", imports: ["base"] },
  { name: "net", imports: ["base"] },
  // What nodes, their directory and its clients say to each other, and the list itself: pure, so that both columns may have it, as protocol.
  { name: "directory", imports: ["base"] },
  { name: "decode", imports: ["base"] },
  { name: "stats", imports: ["base", "memory"] },
  { name: "client", imports: ["base", "net", "protocol"] },
  { name: "store", imports: ["base", "memory", "stats"] },
  { name: "keys", imports: ["base", "protocol", "stats", "client"], typeImports: ["net"] },
  { name: "cluster", imports: ["base", "protocol", "directory", "stats", "client", "keys"] },
  { name: "monitor", imports: ["base", "net", "stats", "client", "keys"] },
  { name: "engine", imports: ["base", "protocol", "directory", "stats", "store"] },
  { name: "persistence", imports: ["base", "memory", "stats", "store"] },
  { name: "bench", imports: ["base", "stats", "protocol", "client", "cluster"] },
  { name: "repl", imports: ["base", "protocol", "decode", "stats", "client", "cluster", "keys"] },
  {
    name: "server",
    imports: ["base", "memory", "net", "protocol", "directory", "stats", "store", "engine", "persistence"],
  },
  {
    name: "ui",
    imports: ["base", "stats", "monitor", "repl"],
    typeImports: [
      "memory",
      "protocol",
      "net",
      "directory",
      "decode",
      "client",
      "store",
      "cluster",
      "keys",
      "engine",
      "persistence",
      "bench",
      "server",
    ],
  },
  {
    name: "cli",
    imports: [
      "base",
      "memory",
      "protocol",
      "net",
      "directory",
      "decode",
      "stats",
      "client",
      "store",
      "cluster",
      "keys",
      "monitor",
      "engine",
      "persistence",
      "bench",
      "repl",
      "server",
      "ui",
    ],
  },
  { name: "index", imports: ["base", "protocol", "client", "cluster", "server", "bench"] },
];

/** A power over the outside world or over shared memory, and the rooms that may use it. */
export interface Capability {
  readonly name: string;
  /** Modules that give it; a type import is harmless. */
  readonly modules?: readonly string[];
  /** Words in the code that give it. */
  readonly words?: RegExp;
  readonly rooms: readonly string[];
}

/** Every capability. A node module or package that is in none of them may be imported nowhere but by the rooms of {@link FREE_MODULES}. */
export const CAPABILITIES: readonly Capability[] = [
  {
    name: "clock",
    modules: ["node:perf_hooks"],
    words: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
    rooms: ["base"],
  },
  // persistence: encryption at rest, whose nonces are random.
  { name: "randomness", modules: ["node:crypto"], words: /\bMath\.random\b/, rooms: ["base", "persistence"] },
  // bench: a load thread that spares the CPU waits on a word of its own, for less time than any timer can.
  { name: "shared memory", words: /\bnew SharedArrayBuffer\b/, rooms: ["memory", "stats", "store", "bench"] },
  { name: "atomics", words: /\bAtomics\b/, rooms: ["memory", "store", "bench"] },
  { name: "sockets", modules: ["node:net", "node:tls", "node:dgram"], rooms: ["net"] },
  { name: "http", modules: ["node:http", "node:https"], rooms: ["net"] },
  // net: a server listens on every address of a name.
  { name: "name resolution", modules: ["node:dns", "node:dns/promises"], rooms: ["net", "cluster"] },
  // cli: config files of the server. cluster: lists of servers.
  { name: "YAML", modules: ["yaml"], rooms: ["cluster", "cli"] },
  { name: "threads", modules: ["node:worker_threads"], rooms: ["server", "bench"] },
  // net: a stale socket file is removed before listening, and the descriptor hand-over opens the null device.
  // server: the files of users are read again while it runs. keys: dumps, and how far a resumable one has come.
  {
    name: "files",
    modules: ["node:fs", "node:fs/promises"],
    rooms: ["net", "keys", "persistence", "bench", "server", "cli"],
  },
  { name: "database", modules: ["classic-level"], rooms: ["persistence"] },
  { name: "histograms and metrics", modules: ["hdr-histogram-js", "prom-client"], rooms: ["stats"] },
  { name: "decompression beyond node:zlib", modules: ["fzstd"], rooms: ["decode"] },
  { name: "http load", modules: ["autocannon"], rooms: ["bench"] },
  { name: "terminal screens", modules: ["ink", "react", "react/jsx-runtime", "string-width"], rooms: ["ui"] },
  {
    name: "command line",
    modules: ["yargs-parser", "cli-table3", "node:tty", "node:readline"],
    rooms: ["cli"],
  },
  { name: "child processes", modules: ["node:child_process"], rooms: ["cli"] },
  {
    name: "the process",
    modules: ["node:process"],
    words: /\bprocess\.(?:argv|env|stdin|stdout|stderr|exit|exitCode|on|once|off|kill|abort|chdir)\b/,
    rooms: ["cli"],
  },
];

/** Modules without power over anything: usable everywhere. */
export const FREE_MODULES: readonly string[] = [
  "node:buffer",
  "node:os",
  "node:path",
  "node:url",
  "node:util",
  "node:zlib",
  "node:events",
  "node:stream",
];

/** Longest source file. */
export const FILE_LINES_MAX = 400;

/** Part of the source files that need a unit test of their own name. */
export const MIRRORED_PART_MIN = 0.9;
