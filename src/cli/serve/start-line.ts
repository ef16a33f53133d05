/** What `memtool serve` says when it starts: where it listens, and who may be able to read more than was meant. */
import { formatAddress } from "../../base/address.ts";
import { formatBytes } from "../../base/format-units.ts";
import { isLoopback } from "../../net/http-address.ts";
import type { RunningServer } from "../../server/server.ts";
import type { ServerSettings } from "../../server/settings.ts";

/** Where a server can be reached. */
export type Reached = Pick<RunningServer, "addresses" | "udpAddresses" | "http">;

/** The line; the addresses of the cache come first. */
export function startLine(
  { addresses, udpAddresses, http }: Reached,
  { memoryLimitBytes, threads }: Pick<ServerSettings, "memoryLimitBytes" | "threads">,
): string {
  const udp = udpAddresses.map(({ host, port }) => `UDP ${formatAddress({ kind: "tcp", host, port, tls: false })}`);
  const where = [...addresses.map(formatAddress), ...udp].join(", ");
  const workers = threads === 1 ? "1 worker thread" : `${threads} worker threads`;
  const pages = http === undefined ? "" : `; admin pages on ${http.url}`;
  return `memtool serve: listening on ${where}; ${formatBytes(memoryLimitBytes)} of memory, ${workers}${pages}`;
}

/** A warning when strangers may reach the admin pages, which ask nobody for a login. */
export function openPagesWarning(
  { http }: Pick<Reached, "http">,
  { sasl, authFile, tls }: Pick<ServerSettings, "sasl" | "authFile" | "tls">,
): string | undefined {
  if (http === undefined || isLoopback(http.host)) {
    return undefined;
  }
  const isGuarded = sasl || authFile !== undefined || tls !== undefined;
  const although = isGuarded ? ", although clients of the cache need a login or TLS" : "";
  return `WARNING: whoever reaches ${http.url} can read statistics and settings, without login or TLS${although}`;
}
