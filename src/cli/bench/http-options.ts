/** The options of `memtool bench` that are for an HTTP application in front of a cache, as data; and which of the others are not. */
import type { AccessOptionValues } from "../access.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import { readOptionValue } from "../option-values.ts";
import { BENCH_OPTIONS, type BenchOptionValues } from "./bench-options.ts";

const GROUP = "HTTP application (http://...)";

/** The option table. */
export const HTTP_OPTIONS = {
  request: {
    type: "text",
    alias: "r",
    unit: "[NAME:] [METHOD] URL|/PATH [WEIGHT] [BODY|@FILE]",
    defaultText: "a GET of the URL",
    repeatable: true,
    describe:
      "a request of the mix; {key} in its path and body is replaced by a key of --keys and --distribution; thresholds know it by its name or method",
    example: "'GET /carts/{key} 9'",
    group: GROUP,
  },
  header: {
    type: "text",
    alias: "H",
    unit: "'NAME: VALUE'",
    defaultText: "Host, User-Agent, Accept",
    repeatable: true,
    describe: "a header sent with every request",
    example: "'Authorization: Bearer TOKEN'",
    group: GROUP,
  },
  body: {
    type: "text",
    alias: "d",
    defaultText: "none",
    describe:
      "body of the POST, PUT and PATCH requests that have none of their own; makes a URL without a method a POST",
    example: '\'{"id":"{key}"}\'',
    group: GROUP,
  },
  "body-file": {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "the same from a file",
    example: "cart.json",
    group: GROUP,
  },
  cache: {
    type: "text",
    unit: "ADDR",
    defaultText: "none",
    repeatable: true,
    describe:
      "a memcached server behind the application, whose hits, misses, evictions and CPU time are read over the same window",
    example: "127.0.0.1:11211",
    group: GROUP,
  },
  "request-timeout": {
    type: "duration",
    default: "10s",
    describe: "a request without an answer for this long is an error, and its connection is opened anew",
    example: "2s",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** The parsed options of all tables. */
export type HttpOptionValues = BenchOptionValues & OptionValues<typeof HTTP_OPTIONS> & AccessOptionValues;

/** What loads memcached only. Connections to an application are always opened again. */
const MEMCACHED_ONLY = [
  "connect-rate",
  "reconnect",
  "requests-per-connection",
  "ratio",
  "cache-aside",
  "miss-penalty",
  "lease",
  "lease-wait",
  "keys-per-mget",
  "protocol",
  "value-size",
  "compressibility",
  "verify",
  "ttl",
  "placement",
  "client",
  "no-populate",
  "server-memory",
  "server-threads",
] as const satisfies readonly (keyof BenchOptionValues)[];

const HTTP_ONLY = [
  "request",
  "header",
  "body",
  "body-file",
  "cache",
] as const satisfies readonly (keyof HttpOptionValues)[];

/** Options of memcached's load that were given other than they are by default; an application has no use for them. */
export function memcachedOptionsOf(options: BenchOptionValues): string[] {
  const table: OptionTable = BENCH_OPTIONS;
  return MEMCACHED_ONLY.filter((name) => {
    const option = table[name];
    const byDefault = option?.default === undefined ? undefined : readOptionValue(name, option, option.default);
    return options[name] !== undefined && options[name] !== false && options[name] !== byDefault;
  });
}

/** Options of an application's load that were given. */
export function httpOptionsOf(options: HttpOptionValues): string[] {
  return HTTP_ONLY.filter((name) => {
    const value: string | undefined | readonly string[] = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}
