/** The two helps of `memtool serve`: its own, and one in the form of memcached's that scripts look through. */
import { type HelpRow, helpTable, wrap } from "../help.ts";
import { SERVE_DESCRIBE, SERVE_FLAGS, type ServeFlag } from "./flags.ts";
import { SUBOPTIONS } from "./suboptions.ts";

/** The whole help of `memtool serve`, without a trailing newline. */
export function serveHelp(width: number): string {
  const examples: HelpRow[] = [
    { name: "memtool serve", text: "a server on 127.0.0.1:11211 with 64 MiB" },
    { name: "memtool serve -m 1024 -t 4", text: "as one would start memcached" },
    { name: "memtool serve -c memcached.conf", text: "settings from a file; --print-config shows them" },
    { name: "memtool serve -p -1 -- npm test", text: "run the command with MEMCACHE_SERVERS set, exit with its code" },
  ];
  return [
    `memtool serve: ${SERVE_DESCRIBE}`,
    "Usage: memtool serve [options] [-- command...]",
    helpTable("For what is kept on disk, while no server runs on it:", COMMANDS, width),
    helpTable("Options (memcached's own letters and names):", SERVE_FLAGS.map(flagRow), width),
    helpTable("Suboptions of -o:", suboptionRows(), width),
    helpTable("Examples:", examples, width),
    wrap(CONFIG_NOTE, width),
    wrap(EXIT_NOTE, width),
  ].join("\n\n");
}

const COMMANDS: readonly HelpRow[] = [
  { name: "memtool serve verify DIR", text: "check every record (see memtool serve verify --help)" },
  { name: "memtool serve repair DIR", text: "keep what is sound (see memtool serve repair --help)" },
  { name: "memtool serve --rotate-encryption-key OLD NEW --persistence-dir DIR", text: "encrypt everything anew" },
];

const CONFIG_NOTE =
  "Every setting can also stand in a config file, by its long name (memory-limit=1g), and in the environment, as MEMTOOL_ and that name " +
  "(MEMTOOL_MEMORY_LIMIT=1g). A flag wins over the environment, and that over the file.";

/** memcached's where memcached has one for the same reason. */
const EXIT_NOTE =
  "Exit codes: 0 it was told to stop (or that of the command after --), 1 a value that memcached too refuses, 2 other wrong usage, " +
  "64 options that contradict each other, or a certificate of no use, 67 no such user, 71 it could not listen, " +
  "74 what is on disk could not be opened or written.";

function flagRow(flag: ServeFlag): HelpRow {
  const names = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
  const name = flag.unit === undefined ? names : `${names} ${flag.unit}`;
  return { name, text: `${flag.describe} (default: ${flag.default}; e.g. ${flag.example})` };
}

function suboptionRows(): HelpRow[] {
  return Object.entries(SUBOPTIONS).flatMap(([name, { unit, describe }]) =>
    describe === undefined ? [] : [{ name: unit === undefined ? name : `${name}=${unit}`, text: describe }],
  );
}

/**
 * What -h prints: the options memcached has, one a line with letter and long name, in the form that scripts written for
 * memcached search for a feature (`unix-socket`, `enable-ssl`, `sasl`).
 * @param version that of the memcached this server stands in for
 */
export function memcachedHelp(version: string): string {
  const flags = SERVE_FLAGS.filter((flag: ServeFlag) => flag.isOwn !== true).map(memcachedLine);
  const suboptions = suboptionRows().map(({ name, text }) => `   - ${name.padEnd(SUBOPTION_WIDTH)} ${text}`);
  return [`memcached ${version}`, ...flags, ...suboptions].join("\n");
}

const NAME_WIDTH = 31;
const SUBOPTION_WIDTH = 26;

function memcachedLine(flag: ServeFlag): string {
  const value = flag.unit === undefined ? "" : `=<${flag.unit.toLowerCase()}>`;
  const name = `-${flag.short}, --${flag.name}${value}`;
  return `${name.padEnd(NAME_WIDTH)} ${flag.describe} (default: ${flag.default})`;
}
