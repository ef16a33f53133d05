/** The servers a run loads: those that were named, or one started for the run in threads of this process. */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { formatBytes } from "../../base/format-units.ts";
import type { FoundServer } from "../../cluster/discovery/server-finder.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { type AccessOptionValues, refuseAccess } from "../access.ts";
import type { FindOptionValues } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import type { FindContext } from "../servers/found-servers.ts";
import type { BenchOptionValues } from "./bench-options.ts";
import { checkRange, threadsDefault } from "./bench-plan.ts";

/** Connections of the embedded server besides those of the load: the reader of counters, and some to spare. */
const SPARE_CONNECTIONS = 16;

/** Most worker threads of the embedded server. */
const SERVER_THREADS_MAX = 64;

/** Least memory of the embedded server, as `memtool serve` has it: twice the largest item. */
const SERVER_MEMORY_BYTES_MIN = 2 * 1024 * 1024;

/** The servers to load. */
export interface BenchTarget {
  readonly addresses: readonly Address[];
  /** For addresses that ask for TLS; undefined for the defaults. */
  readonly tls: ClientTls | undefined;
  readonly embedded: boolean;
  /** How the configuration of the pool places keys, as `--client` takes it. */
  readonly placement: string | undefined;
  /** What to tell the user about it; undefined for a server that was named. */
  readonly notice: string | undefined;
  /** Rejects when the embedded server dies. Never resolves. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/**
 * Finds or starts the servers.
 * @param words the positional words: none, or addresses
 * @throws MemtoolError USAGE for a server named twice, ADDRESS for one that cannot be read
 */
export async function openTarget(
  words: readonly string[],
  options: BenchOptionValues & AccessOptionValues & Partial<FindOptionValues>,
  context: FindContext,
): Promise<BenchTarget> {
  if (words.length === 0 && options.pool === undefined) {
    refuseAccess(options, "without a named server an embedded one is loaded");
    return await startEmbedded(options);
  }
  const { addresses, tls, followed } = await findServers(words, options, context);
  const names = addresses.map((address) => formatAddress(address));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new MemtoolError("USAGE", `${twice} is named twice`);
  }
  const notice = followed === undefined ? undefined : heldNotice(followed.servers);
  return {
    addresses,
    tls,
    embedded: false,
    placement: followed?.placement,
    notice,
    failed: new Promise(() => {}),
    close: async () => {},
  };
}

/** A pool that changed in the middle of a run would make numbers that mean nothing: where each key is would have changed, too. */
function heldNotice(servers: readonly FoundServer[]): string {
  const sources = new Set(servers.map(({ list: { source, version } }) => `${source}, version ${version}`));
  const count = `${servers.length} ${servers.length === 1 ? "server" : "servers"}`;
  return `Found ${count} (${[...sources].map(escapeControls).join("; ")}). The list is held for the whole run.`;
}

/** A bare number is bytes here as in every size option of bench, but may be meant as memcached's megabytes. */
function checkMemory(bytes: number): number {
  if (bytes < SERVER_MEMORY_BYTES_MIN) {
    throw new MemtoolError("USAGE", `--server-memory must be at least ${formatBytes(SERVER_MEMORY_BYTES_MIN)}`, {
      hint: "a bare number is bytes: write megabytes as 64m",
    });
  }
  return bytes;
}

async function startEmbedded(options: BenchOptionValues): Promise<BenchTarget> {
  const { startServer } = await import("../../server/server.ts");
  const threads = checkRange("server-threads", options["server-threads"] ?? threadsDefault(), 1, SERVER_THREADS_MAX);
  const memoryLimitBytes = checkMemory(options["server-memory"]);
  const server = await startServer({
    port: 0,
    threads,
    memoryLimitBytes,
    maxConnections: options.connections + SPARE_CONNECTIONS,
  });
  const [address] = server.addresses;
  if (address === undefined) {
    throw new MemtoolError("BUG", "the embedded server listens nowhere");
  }
  const size = `${formatBytes(memoryLimitBytes)} of memory, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  return {
    addresses: [address],
    tls: undefined,
    embedded: true,
    placement: undefined,
    notice: `No server was named: started an embedded one at ${formatAddress(address)} (${size}).`,
    failed: server.failed,
    close: async () => {
      await server.close();
    },
  };
}
