/** `memtool cluster discover`: which servers there are behind addresses, and with --watch what becomes of them. The work is in src/cluster/discovery. */
import type { FoundServer } from "../../cluster/discovery/server-finder.ts";
import { type ListChange, nodeText, type ServerList, type ServerNode } from "../../cluster/discovery/server-list.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { leaveEcho } from "../leave-echo.ts";
import { FORMAT_OPTIONS, formatOf, type OutputFormat } from "../output/result-format.ts";
import type { ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { openResultWriter } from "../output/result-writer.ts";
import { createStyle } from "../output/style.ts";
import { FIND_OPTIONS, FOLLOW_OPTIONS } from "../servers/find-options.ts";
import { wordsToDiscover } from "../servers/find-servers.ts";
import { sayingListener } from "../servers/follow-servers.ts";
import { discoverServers, sayFound } from "../servers/followed-servers.ts";
import type { FollowedServers } from "../servers/found-servers.ts";

const OPTIONS = {
  watch: {
    type: "flag",
    describe: "go on, and show each change as a line, until Ctrl-C",
    example: "memtool cluster discover etcd://10.0.0.1:2379/shop --watch",
  },
  timeout: {
    type: "duration",
    default: "5s",
    describe: "give a source up when it does not connect and answer within this time",
    example: "500ms",
  },
  ...FORMAT_OPTIONS,
  ...FIND_OPTIONS,
  ...FOLLOW_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type DiscoverArguments = CommandArguments<typeof OPTIONS>;

const COLUMNS: readonly ResultColumn[] = [
  { name: "node", label: "node", kind: "text" },
  { name: "ip", label: "ip", kind: "text" },
  { name: "port", label: "port", kind: "text" },
  { name: "weight", label: "weight", kind: "text" },
  { name: "name", label: "name", kind: "text" },
  { name: "version", label: "version", kind: "text" },
  { name: "source", label: "source", kind: "text" },
];

const CHANGE_COLUMN: ResultColumn = { name: "change", label: "change", kind: "text" };

type ListFacts = Pick<ServerList, "version" | "source">;

/** Makes rows. @param isForPeople numbers that name something are texts then, without commas between their digits */
export function nodeRows(isForPeople: boolean): (node: ServerNode, list: ListFacts) => ResultRow {
  const numeral = (number: number | bigint): number | bigint | string => (isForPeople ? String(number) : number);
  return (node, { version, source }) => {
    const port = node.port === 0 ? undefined : numeral(node.port);
    return [nodeText(node), node.ip, port, numeral(node.weight), node.name, numeral(version), source];
  };
}

/**
 * What people are shown: where all servers are of one list, its title says which. Most pools have no names, and most sources no IP addresses
 * besides: a terminal has better uses for the room.
 */
function tableForPeople(servers: readonly FoundServer[]): ResultTable {
  const lists = new Set(servers.map(({ list: { source, version } }) => `${source}, version ${version}`));
  const [title] = lists;
  const isOne = lists.size === 1;
  const rows = servers.map(({ node, list }) => nodeRows(true)(node, list));
  const isKept = COLUMNS.map(({ name }, index) => {
    const isInTitle = isOne && (name === "version" || name === "source");
    return !isInTitle && rows.some((row) => row[index] !== undefined);
  });
  return {
    columns: COLUMNS.filter((_, index) => isKept[index]),
    rows: rows.map((row) => row.filter((_, index) => isKept[index])),
    title: isOne ? title : undefined,
  };
}

/** Whether a format is read by people rather than programs. */
function isForPeople(format: OutputFormat): boolean {
  return format === "table" || format === "markdown";
}

async function runDiscover({ options, words }: DiscoverArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const { followed } = await discoverServers(wordsToDiscover(words, options, context.env), options, context);
  if (options.watch) {
    return await watch(followed, format, context);
  }
  const { servers, placement } = followed;
  const rowOf = nodeRows(isForPeople(format));
  const table = {
    ...(isForPeople(format)
      ? tableForPeople(servers)
      : { columns: COLUMNS, rows: servers.map(({ node, list }) => rowOf(node, list)) }),
    note: placement === undefined ? undefined : `its configuration places keys by --client ${placement}`,
  };
  context.stdout.write(await resultText(format, table, context));
  return EXIT.ok;
}

async function watch(followed: FollowedServers, format: OutputFormat, context: Context): Promise<number> {
  const end = new AbortController();
  let exitCode: number = EXIT.ok;
  const release = context.onInterrupt((signal) => {
    leaveEcho(signal, context);
    exitCode = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    end.abort();
  });
  const style = createStyle(format === "table" && context.color);
  // A document that has no end yet is no use to who waits for its lines.
  const lineFormat = format === "json" ? "jsonl" : format;
  const writer = openResultWriter(lineFormat, [CHANGE_COLUMN, ...COLUMNS], (text) => context.stdout.write(text), style);
  const write = (rows: readonly ResultRow[]): void => {
    for (const row of rows) {
      writer.row(row);
    }
    writer.flush();
  };
  const rowOf = nodeRows(isForPeople(format));
  write(followed.servers.map(({ node, list }) => ["found", ...rowOf(node, list)]));
  const saying = sayingListener(
    (line) => sayFound(context, line),
    () => {},
  );
  const onChange = (list: ServerList, changes: readonly ListChange[]): void =>
    write(changes.map(({ kind, node }) => [kind, ...rowOf(node, list)]));
  try {
    await followed.follow({ ...saying, onChange }, end.signal);
  } finally {
    release();
    writer.end();
  }
  return exitCode;
}

/** The command. */
export const clusterDiscoverCommand = defineCommand({
  name: "cluster discover",
  describe: "which servers there are: by DNS, ElastiCache, etcd, or a pool's configuration",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster discover dnssrv+_memcached._tcp.cache.example.com", describe: "the pods of a service" },
    {
      command: "memtool cluster discover elasticache+shop.cfg.use1.cache.amazonaws.com",
      describe: "the nodes of a cluster of ElastiCache",
    },
    { command: "memtool cluster discover etcd://10.0.0.1:2379/shop --watch", describe: "who comes and who goes" },
    { command: "memtool cluster discover --pool nutcracker.yml --pool-name alpha", describe: "a pool of twemproxy" },
  ],
  notes: [
    "The same words stand for servers in every command, and in MEMCACHE_SERVERS: memtool stats elasticache+shop.cfg...",
    "A source that fails while it is watched leaves the list as it was, and that is said once on stderr. Of ElastiCache a list older than the one that is known is left aside.",
    "With --watch --json is a line a change (jsonl). Exit codes: 0 done, 2 wrong usage or a file that cannot be read, 3 a source does not answer, is none, or knows no servers, 4 refused, 130 interrupted.",
  ],
  handler: runDiscover,
});
