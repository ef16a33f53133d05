/** From the word that names a source to the source. */
import type { Address } from "../../base/address.ts";
import { formatServerSource, type ServerSource } from "../../base/server-source.ts";
import { type ClusterSourceOptions, clusterSource } from "./cluster-source.ts";
import type { DnsPort } from "./dns.ts";
import { dnsSource } from "./dns-source.ts";
import type { Fetch } from "./etcd-gateway.ts";
import { etcdSource } from "./etcd-source.ts";
import { ANSWER_TIMEOUT_MS } from "./limits.ts";
import type { ListSource } from "./list-source.ts";
import { addressNode } from "./server-list.ts";
import { srvSource } from "./srv-source.ts";
import { withinTime } from "./within-time.ts";

/** What sources ask with. */
export interface SourceOptions {
  readonly dns: DnsPort;
  readonly fetch: Fetch;
  readonly tls: ClusterSourceOptions["tls"];
  /** Whether weights of SRV records count. */
  readonly usesSrvWeights: boolean;
  /** Longest wait for an answer of a source, in milliseconds; {@link ANSWER_TIMEOUT_MS} by default. */
  readonly timeoutMs?: number | undefined;
}

/** Opens a source; nothing is asked yet. */
export function openSource(source: ServerSource, options: SourceOptions): ListSource {
  const name = formatServerSource(source);
  const { dns, fetch, tls, usesSrvWeights, timeoutMs = ANSWER_TIMEOUT_MS } = options;
  switch (source.kind) {
    case "address":
      return addressSource(name, source.address);
    case "dns":
      return withinTime(dnsSource(name, source.address, dns), timeoutMs);
    case "dnssrv":
      return withinTime(srvSource(name, source, { dns, usesWeights: usesSrvWeights }), timeoutMs);
    case "elasticache":
      return clusterSource(name, source.address, { tls, timeoutMs });
    case "etcd":
      return etcdSource(source, { fetch, timeoutMs });
  }
}

/** A server that was named itself. */
function addressSource(name: string, address: Address): ListSource {
  return {
    name,
    neverGoesBack: false,
    refreshMs: undefined,
    read: () => Promise.resolve({ nodes: [addressNode(address)] }),
  };
}
