/** Options that the one-shot commands share. Their words are keys and values, so servers are an option here. */
import { ACCESS_TABLE } from "../access-options.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { FIND_OPTIONS, type FindOptionValues } from "../servers/find-options.ts";

const OUTPUT = "Output";
const SERVERS = "Servers";

/** Which servers, and how long to wait for them. Every one-shot command has these. */
export const SERVER_OPTIONS = {
  servers: {
    type: "text",
    alias: "s",
    unit: "ADDR",
    repeatable: true,
    defaultText: "$MEMCACHE_SERVERS, then 127.0.0.1:11211",
    describe:
      "host:port, [v6]:port, /path.sock, memcached://..., dns+, elasticache+ or etcd://...; several with commas or by repeating the option",
    example: "cache1:11211,cache2:11211",
    group: SERVERS,
  },
  timeout: {
    type: "duration",
    default: "5s",
    describe: "give a server up when it does not connect or answer within this time",
    example: "250ms",
    group: SERVERS,
  },
  ...FIND_OPTIONS,
  ...ACCESS_TABLE,
} as const satisfies OptionTable;

/** For commands whose result is data. */
export const JSON_OPTION = {
  json: {
    type: "flag",
    describe: "one JSON document; errors too",
    example: "memtool get greeting --json",
    group: OUTPUT,
  },
} as const satisfies OptionTable;

/** For commands that tell an outcome in a word. */
export const QUIET_OPTION = {
  quiet: {
    type: "flag",
    alias: "q",
    describe: "no words about the outcome: the exit code tells it",
    example: "memtool add lock 1 --ttl 30 --quiet",
    group: OUTPUT,
  },
} as const satisfies OptionTable;

/** For commands that read values. */
export const RAW_OPTION = {
  raw: {
    type: "flag",
    alias: "r",
    describe: "the bytes of values exactly, nothing around them; not to a terminal",
    example: "memtool get picture --raw > picture.png",
    group: OUTPUT,
  },
} as const satisfies OptionTable;

/** What a command is given to find its servers; a placement where it names keys. */
export type ServerOptionValues = Omit<OptionValues<typeof SERVER_OPTIONS>, keyof FindOptionValues> &
  Partial<FindOptionValues> & {
    readonly placement?: string | undefined;
    readonly client?: string | undefined;
    readonly json?: boolean;
  };
