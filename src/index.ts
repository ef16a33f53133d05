/**
 * The public library of memtool: start a server in threads of this process, talk to any memcached server, and tell which of several
 * owns a key by the rule of a client.
 *
 *     import { MemcachedClient, parseAddress, startServer } from "memtool";
 *
 *     const server = await startServer({ port: 0 });
 *     const client = new MemcachedClient(parseAddress(`127.0.0.1:${server.port}`));
 *     await client.set("greeting", "hello");
 *     await client.close();
 *     await server.close();
 *
 *     const key = Buffer.from("user:1");
 *     const servers = ["10.0.0.1", "10.0.0.2"].map((address) => placementServer(parseAddress(address)));
 *     const owner = createClientPlacement(parseClient("dalli"), servers).place(key, 0, key.length);
 */
export { type Address, formatAddress, parseAddress, parseAddressList } from "./base/address.ts";
export { ERROR_CODES, type ErrorCode, MemtoolError } from "./base/errors.ts";
export { MemcachedClient } from "./client/memcached-client.ts";
export { type ClientRule, createClientPlacement, parseClient, storedKey } from "./cluster/ring/clients.ts";
export {
  type Choice,
  type ClientPlacement,
  type Explanation,
  type Layout,
  type Placement,
  type PlacementServer,
  placementServer,
} from "./cluster/ring/placement.ts";
export { type RunningServer, startServer } from "./server/server.ts";
export { DEFAULT_SETTINGS, type ListenInterface, type ServerSettings } from "./server/settings.ts";
export type { ServerSummary } from "./server/summary.ts";
