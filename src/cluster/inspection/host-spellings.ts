/** The other way to write each server's host: the IP address of a name, the name of an IP address. */
import { unlessAborted } from "../../base/waiting.ts";
import { isIpAddress, type PlacementServer } from "../ring/placement.ts";
import type { NameResolver } from "../ring/resolve-names.ts";
import type { OtherSpelling } from "./server-arrangements.ts";

/** Servers with what their names resolve to, and their other spellings. */
export interface SpelledServers {
  readonly servers: readonly PlacementServer[];
  readonly spellings: readonly OtherSpelling[];
}

/** Looks everything up at once. @param signal aborted when that has taken long enough: then there is what is typed, and no more */
export async function spellServers(
  servers: readonly PlacementServer[],
  resolver: NameResolver,
  signal: AbortSignal,
): Promise<SpelledServers> {
  const found = await unlessAborted(
    Promise.all(
      servers.map(async ({ host, port, ip }) => {
        if (port === 0) {
          return { ip: undefined, name: undefined };
        }
        return isIpAddress(host)
          ? { ip: host, name: otherThan(host, await known(resolver.name(host, port))) }
          : { ip: ip ?? (await known(resolver.address(host))), name: host };
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

/** What somebody knows; undefined for what nobody does. */
async function known(answer: Promise<string>): Promise<string | undefined> {
  return await answer.catch(() => undefined);
}

/** A resolver that knows no name gives the address back. */
function otherThan(ip: string, name: string | undefined): string | undefined {
  return name === ip ? undefined : name;
}
