/**
 * The public library of memtool: start a server in threads of this process, and talk to any memcached server.
 *
 *     import { MemcachedClient, parseAddress, startServer } from "memtool";
 *
 *     const server = await startServer({ port: 0 });
 *     const client = new MemcachedClient(parseAddress(`127.0.0.1:${server.port}`));
 *     await client.set("greeting", "hello");
 *     await client.close();
 *     await server.close();
 */
export { type Address, formatAddress, parseAddress, parseAddressList } from "./base/address.ts";
export { ERROR_CODES, type ErrorCode, MemtoolError } from "./base/errors.ts";
export { MemcachedClient } from "./client/memcached-client.ts";
export { type RunningServer, startServer } from "./server/server.ts";
export { DEFAULT_SETTINGS, type ListenInterface, type ServerSettings } from "./server/settings.ts";
export type { ServerSummary } from "./server/summary.ts";
