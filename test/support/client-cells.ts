/** The table of the client tests: which client is tried over what. The README shows it; a test compares the two. */
import {
  DALLI,
  NPM_MEMCACHED,
  NPM_MEMJS,
  PHP_MEMCACHED,
  PYLIBMC,
  PYMEMCACHE,
  type RealClient,
  SPYMEMCACHED_CLIENT,
} from "./real-clients.ts";

/** How a server is reached: "mutual TLS" asks for a certificate of the client. */
export type Transport = "tcp" | "unix socket" | "TLS" | "mutual TLS";

/** One cell: a client, its protocol, its login, its transport. */
export interface ClientCell {
  readonly client: RealClient;
  readonly protocol: "text" | "binary";
  readonly transport: Transport;
  readonly login?: "SASL" | "ASCII";
  /**
   * Keys of one multiget, where more stop the client: some write all requests before they read a reply, which is more than
   * the small buffers of a unix socket hold. Here no server can help.
   */
  readonly part?: number;
  /** The same where only the real memcached stops, because it writes each reply by itself. */
  readonly partOfMemcached?: number;
}

const TCP = { transport: "tcp" } as const;
const SASL = { transport: "tcp", protocol: "binary", login: "SASL" } as const;
const ASCII = { transport: "tcp", protocol: "text", login: "ASCII" } as const;
const UNIX = { transport: "unix socket" } as const;
const IN_PARTS = { part: 2500 } as const;

/** All cells. What is not here the client cannot do; the README says why. */
export const CLIENT_CELLS: readonly ClientCell[] = [
  { client: PYMEMCACHE, protocol: "text", ...TCP },
  { client: PYMEMCACHE, ...ASCII },
  { client: PYMEMCACHE, protocol: "text", transport: "TLS" },
  { client: PYMEMCACHE, protocol: "text", transport: "TLS", login: "ASCII" },
  { client: PYMEMCACHE, protocol: "text", transport: "mutual TLS" },
  { client: PYMEMCACHE, protocol: "text", ...UNIX, partOfMemcached: 200 },
  { client: PYLIBMC, protocol: "text", ...TCP },
  { client: PYLIBMC, protocol: "binary", ...TCP },
  { client: PYLIBMC, ...SASL },
  { client: PYLIBMC, ...ASCII },
  { client: PYLIBMC, protocol: "text", ...UNIX },
  { client: PYLIBMC, protocol: "binary", ...UNIX, ...IN_PARTS },
  { client: PHP_MEMCACHED, protocol: "text", ...TCP },
  { client: PHP_MEMCACHED, protocol: "binary", ...TCP },
  { client: PHP_MEMCACHED, ...SASL },
  { client: PHP_MEMCACHED, ...ASCII },
  { client: PHP_MEMCACHED, protocol: "text", ...UNIX },
  { client: PHP_MEMCACHED, protocol: "binary", ...UNIX, ...IN_PARTS },
  { client: DALLI, protocol: "binary", ...TCP },
  { client: DALLI, ...SASL },
  { client: DALLI, protocol: "binary", transport: "TLS" },
  { client: DALLI, protocol: "binary", transport: "TLS", login: "SASL" },
  { client: DALLI, protocol: "binary", transport: "mutual TLS" },
  { client: DALLI, protocol: "binary", ...UNIX, ...IN_PARTS },
  { client: DALLI, protocol: "binary", ...UNIX, login: "SASL", ...IN_PARTS },
  { client: SPYMEMCACHED_CLIENT, protocol: "text", ...TCP },
  { client: SPYMEMCACHED_CLIENT, protocol: "binary", ...TCP },
  { client: SPYMEMCACHED_CLIENT, ...SASL },
  { client: SPYMEMCACHED_CLIENT, ...ASCII },
  { client: NPM_MEMCACHED, protocol: "text", ...TCP },
  { client: NPM_MEMCACHED, ...ASCII },
  { client: NPM_MEMCACHED, protocol: "text", ...UNIX },
  { client: NPM_MEMJS, protocol: "binary", ...TCP },
  { client: NPM_MEMJS, ...SASL },
  { client: NPM_MEMJS, protocol: "binary", ...UNIX },
  { client: NPM_MEMJS, protocol: "binary", ...UNIX, login: "SASL" },
];

/** What a cell asks of its server: cells of the same name share one. */
export function accessName({ transport, login }: ClientCell): string {
  return login === undefined ? transport : `${transport} with ${login}`;
}
