/** Questions to the DNS, as values: what came back, that there is nothing, or why nobody knows. */
import { lookup, Resolver } from "node:dns/promises";
import { MemtoolError } from "../../base/errors.ts";

/** An address and how long it holds. */
export interface DnsAddress {
  readonly address: string;
  readonly ttlS: number;
}

/** A service record (RFC 2782). Priorities are left aside, as every finder of caches does: all targets are in use. */
export interface DnsService {
  readonly host: string;
  readonly port: number;
  readonly weight: number;
}

/** The end of a question that was not answered: there is no such record, or nobody could be asked. */
export interface DnsFailure {
  readonly kind: "none" | "failed";
  readonly reason: string;
}

/** The end of a question. */
export type DnsAnswer<Record> = { readonly kind: "found"; readonly records: readonly Record[] } | DnsFailure;

/** Who answers. */
export interface DnsPort {
  addresses(name: string, family: 4 | 6): Promise<DnsAnswer<DnsAddress>>;
  services(name: string): Promise<DnsAnswer<DnsService>>;
  /** As other programs on this machine see the name: /etc/hosts, search domains. It tells no life times. */
  system(name: string): Promise<DnsAnswer<string>>;
}

/** Each server of resolv.conf is waited for so long, so often. */
const QUESTION_TIMEOUT_MS = 1500;
const QUESTION_TRIES = 2;

/** What the codes of c-ares mean that say that there is nothing. */
const NOTHING: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such name",
  ENODATA: "the name has no such record",
};

/** What those mean that say nothing about the name. */
const FAILED: Readonly<Record<string, string>> = {
  ESERVFAIL: "the DNS server failed (SERVFAIL)",
  EREFUSED: "the DNS server refuses to answer",
  ETIMEOUT: "no DNS server answers",
  ECONNREFUSED: "no DNS server listens where it was asked",
  EBADRESP: "the DNS server's answer cannot be read",
  EBADNAME: "this cannot be a name",
  EAI_AGAIN: "no DNS server answers",
};

/**
 * The DNS of this machine, or one server of it.
 * @param server `IP[:PORT]`
 * @throws MemtoolError USAGE for a server that cannot be one
 */
export function systemDns(server?: string): DnsPort {
  const resolver = new Resolver({ timeout: QUESTION_TIMEOUT_MS, tries: QUESTION_TRIES });
  if (server !== undefined) {
    setServer(resolver, server);
  }
  return {
    addresses: (name, family) =>
      answerOf(async () => {
        const found =
          family === 4 ? await resolver.resolve4(name, { ttl: true }) : await resolver.resolve6(name, { ttl: true });
        return found.map(({ address, ttl }) => ({ address, ttlS: ttl }));
      }),
    services: (name) =>
      answerOf(async () => {
        const found = await resolver.resolveSrv(name);
        return found.map(({ name: host, port, weight }) => ({ host, port, weight }));
      }),
    // Who names a server of the DNS wants to know what that one says, and not what /etc/hosts does.
    system: async (name) =>
      server === undefined
        ? await answerOf(async () => (await lookup(name, { all: true })).map(({ address }) => address))
        : { kind: "none", reason: "there is no such name" },
  };
}

function setServer(resolver: Resolver, server: string): void {
  try {
    resolver.setServers([server]);
  } catch (error) {
    throw new MemtoolError("USAGE", `--dns-server ${JSON.stringify(server)} is no address of a DNS server`, {
      cause: error,
      hint: "write its IP address: 10.0.0.2, 10.0.0.2:5353 or [::1]:53",
    });
  }
}

/** Asks, and tells failures from answers by c-ares' codes; what has none is a bug. */
export async function answerOf<Record>(ask: () => Promise<readonly Record[]>): Promise<DnsAnswer<Record>> {
  try {
    const records = await ask();
    return records.length === 0 ? { kind: "none", reason: "the name has no such record" } : { kind: "found", records };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined) {
      throw error;
    }
    const nothing = NOTHING[code];
    return nothing === undefined ? { kind: "failed", reason: FAILED[code] ?? code } : { kind: "none", reason: nothing };
  }
}
