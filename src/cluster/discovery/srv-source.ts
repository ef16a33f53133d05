/**
 * `dnssrv+service` and `dnssrvnoa+service`: the targets of a service's records. As names they are what rings of clients are made of that
 * have to survive a restart: pods of a Kubernetes StatefulSet keep their names, not their addresses.
 */
import type { ServerSource } from "../../base/server-source.ts";
import type { DnsPort, DnsService } from "./dns.ts";
import { resolveName, unresolved } from "./dns-addresses.ts";
import { REFRESH_MS } from "./limits.ts";
import type { ListReading, ListSource } from "./list-source.ts";
import { type ServerNode, sortedNodes } from "./server-list.ts";

/** Targets that are resolved at a time. */
const QUESTIONS_MAX = 16;

/** What of the records counts. */
export interface SrvOptions {
  readonly dns: DnsPort;
  /** Whether a record's weight is that of the server; 1 else. */
  readonly usesWeights: boolean;
}

/** Makes the source. @param name as it was written */
export function srvSource(
  name: string,
  source: Extract<ServerSource, { kind: "dnssrv" }>,
  { dns, usesWeights }: SrvOptions,
): ListSource {
  const { address, hasPort, keepsNames } = source;
  const families = new Map<string, readonly (4 | 6)[]>();
  const read = async (): Promise<ListReading> => {
    const answer = await dns.services(address.host);
    if (answer.kind !== "found") {
      throw unresolved(address.host, answer);
    }
    const targets = targetsOf(answer.records, hasPort ? address.port : undefined, usesWeights);
    return keepsNames ? { nodes: sortedNodes(targets) } : await resolveTargets(targets, dns, families);
  };
  return { name, neverGoesBack: false, refreshMs: REFRESH_MS.dns, read };
}

/** The servers that records name. A target of `.` says that there is no such service here (RFC 2782). */
export function targetsOf(
  records: readonly DnsService[],
  port: number | undefined,
  usesWeights: boolean,
): ServerNode[] {
  return records
    .map((record) => ({ ...record, host: record.host.replace(/\.$/, "") }))
    .filter(({ host }) => host !== "")
    .map((record) => ({
      host: record.host,
      port: port ?? record.port,
      // A weight of 0 means "hardly ever" there, and clients of memcached know no such thing.
      weight: usesWeights ? Math.max(1, record.weight) : 1,
    }));
}

async function resolveTargets(
  targets: readonly ServerNode[],
  dns: DnsPort,
  families: Map<string, readonly (4 | 6)[]>,
): Promise<ListReading> {
  const nodes: ServerNode[] = [];
  let ttlMs = Number.POSITIVE_INFINITY;
  for (let from = 0; from < targets.length; from += QUESTIONS_MAX) {
    const some = targets.slice(from, from + QUESTIONS_MAX);
    const resolved = await Promise.all(some.map(({ host }) => resolveName(dns, host, families.get(host) ?? [])));
    for (const [index, found] of resolved.entries()) {
      const target = some[index] as ServerNode;
      families.set(target.host, found.families);
      ttlMs = Math.min(ttlMs, found.ttlMs ?? Number.POSITIVE_INFINITY);
      nodes.push(...found.addresses.map((ip) => ({ ...target, host: ip, ip })));
    }
  }
  return { nodes: sortedNodes(nodes), ttlMs: Number.isFinite(ttlMs) ? ttlMs : undefined };
}
