/** `dns+name:port`: every address of a name is a server. */
import type { TcpAddress } from "../../base/server-source.ts";
import type { DnsPort } from "./dns.ts";
import { resolveName } from "./dns-addresses.ts";
import { REFRESH_MS } from "./limits.ts";
import type { ListSource } from "./list-source.ts";

/** Makes the source. @param name as it was written */
export function dnsSource(name: string, address: TcpAddress, dns: DnsPort): ListSource {
  let families: readonly (4 | 6)[] = [];
  return {
    name,
    neverGoesBack: false,
    refreshMs: REFRESH_MS.dns,
    read: async () => {
      const found = await resolveName(dns, address.host, families);
      families = found.families;
      return {
        nodes: found.addresses.map((ip) => ({ host: ip, ip, port: address.port, weight: 1 })),
        ttlMs: found.ttlMs,
      };
    },
  };
}
