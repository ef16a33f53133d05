/** The other way to write each server's host: the IP address of a name, the name of an IP address. */
import { lookup, lookupService } from "node:dns/promises";
import { unlessAborted } from "../../base/waiting.ts";
import type { PlacementServer } from "../ring/placement.ts";
import type { OtherSpelling } from "./server-arrangements.ts";

/** Asks who knows; undefined for what nobody knows. */
export interface HostResolver {
  readonly ipOf: (name: string) => Promise<string | undefined>;
  readonly nameOf: (ip: string) => Promise<string | undefined>;
}

/** The system's own: /etc/hosts, DNS, and what else it is told to ask. */
export const systemResolver: HostResolver = {
  ipOf: async (name) => await lookup(name).then(({ address }) => address, nothing),
  nameOf: async (ip) => await lookupService(ip, 0).then(({ hostname }) => hostname, nothing),
};

function nothing(): undefined {
  return undefined;
}

/** Servers with what their names resolve to, and their other spellings. */
export interface SpelledServers {
  readonly servers: readonly PlacementServer[];
  readonly spellings: readonly OtherSpelling[];
}

/** Looks everything up at once. @param signal aborted when that has taken long enough: then there is what is typed, and no more */
export async function spellServers(
  servers: readonly PlacementServer[],
  resolver: HostResolver,
  signal: AbortSignal,
): Promise<SpelledServers> {
  const found = await unlessAborted(
    Promise.all(
      servers.map(async ({ host, port, ip }) => {
        if (port === 0) {
          return { ip: undefined, name: undefined };
        }
        return isIpAddress(host)
          ? { ip: host, name: otherThan(host, await resolver.nameOf(host)) }
          : { ip: ip ?? (await resolver.ipOf(host)), name: host };
      }),
    ),
    signal,
  );
  if (found === undefined) {
    return { servers, spellings: [] };
  }
  return {
    servers: servers.map((server, index) => {
      const ip = found[index]?.ip;
      return ip === undefined ? server : { ...server, ip };
    }),
    spellings: [
      { label: "by IP", hosts: found.map(({ ip }) => ip) },
      { label: "by name", hosts: found.map(({ name }) => name) },
    ],
  };
}

/** A resolver that knows no name gives the address back. */
function otherThan(ip: string, name: string | undefined): string | undefined {
  return name === ip ? undefined : name;
}

function isIpAddress(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
