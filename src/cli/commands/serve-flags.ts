/** The options of `memtool serve` as data: memcached's letters and long names, and memtool's own; help is made from them. */
import type { GetoptOption } from "../getopt.ts";
import { type HelpRow, helpTable } from "../help.ts";

/** One option: how it is read, and what the help says. */
export interface ServeFlag extends GetoptOption {
  /** What the help calls the value. */
  readonly unit?: string;
  readonly describe: string;
  readonly default: string;
  readonly example: string;
}

/** In the order of the help. */
export const SERVE_FLAGS = [
  {
    name: "port",
    short: "p",
    argument: "required",
    unit: "PORT",
    describe: "TCP port; 0 or -1 takes any free one",
    default: "11211",
    example: "-p 11311",
  },
  {
    name: "listen",
    short: "l",
    argument: "required",
    unit: "HOST[:PORT]",
    describe: "interface to listen on, * for all; repeatable or separated by commas",
    default: "127.0.0.1",
    example: "-l 127.0.0.1,[::1]:11212",
  },
  {
    name: "unix-socket",
    short: "s",
    argument: "required",
    unit: "FILE",
    describe: "listen on a Unix socket instead of TCP",
    default: "none",
    example: "-s /tmp/memtool.sock",
  },
  {
    name: "memory-limit",
    short: "m",
    argument: "required",
    unit: "SIZE",
    describe: "memory for items; a bare number is megabytes",
    default: "64",
    example: "-m 1024, -m 2g",
  },
  {
    name: "disable-evictions",
    short: "M",
    argument: "none",
    describe: "answer with an error when memory is full instead of evicting",
    default: "off",
    example: "-M",
  },
  {
    name: "conn-limit",
    short: "c",
    argument: "required",
    unit: "N",
    describe: "connections at the same time",
    default: "1024",
    example: "-c 4096",
  },
  {
    name: "threads",
    short: "t",
    argument: "required",
    unit: "N",
    describe: "worker threads",
    default: "one per core, at most 4",
    example: "-t 2",
  },
  {
    name: "max-item-size",
    short: "I",
    argument: "required",
    unit: "SIZE",
    describe: "largest item, 1k to 1g; a bare number is bytes",
    default: "1m",
    example: "-I 4m",
  },
  {
    name: "slab-growth-factor",
    short: "f",
    argument: "required",
    unit: "FACTOR",
    describe: "how much larger each slab class is than the one before",
    default: "1.25",
    example: "-f 1.08",
  },
  {
    name: "slab-min-size",
    short: "n",
    argument: "required",
    unit: "BYTES",
    describe: "room for key, value and flags in the smallest slab class",
    default: "48",
    example: "-n 64",
  },
  {
    name: "disable-cas",
    short: "C",
    argument: "none",
    describe: "no cas values, 8 bytes less an item",
    default: "off",
    example: "-C",
  },
  {
    name: "verbose",
    short: "v",
    argument: "optional",
    describe: "say more on stderr: connections turned away; -vv also connections, requests and replies",
    default: "0",
    example: "-vv",
  },
  {
    name: "ready-file",
    argument: "required",
    unit: "FILE",
    describe: "write the address to FILE as soon as clients are served",
    default: "none",
    example: "--ready-file /tmp/ready",
  },
  {
    name: "no-color",
    argument: "none",
    describe: "never colour the output (NO_COLOR does the same)",
    default: "colour on a terminal",
    example: "--no-color",
  },
  { name: "version", short: "V", argument: "none", describe: "show the version", default: "off", example: "-V" },
  { name: "help", short: "h", argument: "none", describe: "show this help", default: "off", example: "-h" },
] as const satisfies readonly ServeFlag[];

/** Long name of an option of serve. */
export type ServeFlagName = (typeof SERVE_FLAGS)[number]["name"];

/** One line for the overview. */
export const SERVE_DESCRIBE = "run a memcached-compatible cache server";

/** The whole help of `memtool serve`, without a trailing newline. */
export function serveHelp(width: number): string {
  const rows = SERVE_FLAGS.map(flagRow);
  const examples: HelpRow[] = [
    { name: "memtool serve", text: "a server on 127.0.0.1:11211 with 64 MiB" },
    { name: "memtool serve -m 1024 -t 4", text: "as one would start memcached" },
    { name: "memtool serve -p 0 -- npm test", text: "run the command with MEMCACHE_SERVERS set, exit with its code" },
  ];
  return [
    `memtool serve: ${SERVE_DESCRIBE}`,
    "Usage: memtool serve [options] [-- command...]",
    helpTable("Options (memcached's own letters and names):", rows, width),
    helpTable("Examples:", examples, width),
  ].join("\n\n");
}

function flagRow(flag: ServeFlag): HelpRow {
  const names = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
  const name = flag.unit === undefined ? names : `${names} ${flag.unit}`;
  return { name, text: `${flag.describe} (default: ${flag.default}; e.g. ${flag.example})` };
}
