/** All addresses of a name. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { DnsAddress, DnsAnswer, DnsFailure, DnsPort } from "./dns.ts";

/** The addresses, sorted; the shortest of their lives in milliseconds, if it is known; which families they are of. */
export interface NameAddresses {
  readonly addresses: readonly string[];
  readonly ttlMs: number | undefined;
  readonly families: readonly (4 | 6)[];
}

const IP_ADDRESS = /^(?:[\d.]+|[\da-f:.]*:[\da-f:.]*(?:%\w+)?)$/i;

/**
 * Asks for A and AAAA. What the DNS does not know is looked up as other programs on this machine do, for names of /etc/hosts and
 * of search domains; a name without a dot in it right away.
 * @param known the families that were found last time: where one of them fails, all of it fails, so that its servers stay in the list
 * @throws MemtoolError CONNECT
 */
export async function resolveName(dns: DnsPort, name: string, known: readonly (4 | 6)[]): Promise<NameAddresses> {
  if (IP_ADDRESS.test(name)) {
    return { addresses: [name], ttlMs: undefined, families: [] };
  }
  const [v4, v6] = name.includes(".")
    ? await Promise.all([dns.addresses(name, 4), dns.addresses(name, 6)])
    : [NOT_ASKED, NOT_ASKED];
  const merged = mergeFamilies(v4, v6, known);
  if ("addresses" in merged) {
    return merged;
  }
  const found = await dns.system(name);
  if (found.kind === "found") {
    return { addresses: [...new Set(found.records)].sort(), ttlMs: undefined, families: [] };
  }
  throw unresolved(name, merged === NOT_ASKED ? found : merged);
}

const NOT_ASKED: DnsFailure = { kind: "none", reason: "there is no such name" };

/** Both answers as one: a pure function. @returns why there are no addresses, or not all that there were */
export function mergeFamilies(
  v4: DnsAnswer<DnsAddress>,
  v6: DnsAnswer<DnsAddress>,
  known: readonly (4 | 6)[],
): NameAddresses | DnsFailure {
  if (v4.kind === "failed" && known.includes(4)) {
    return v4;
  }
  if (v6.kind === "failed" && known.includes(6)) {
    return v6;
  }
  const records = [v4, v6].flatMap((answer) => (answer.kind === "found" ? answer.records : []));
  if (records.length === 0) {
    return v4.kind === "found" || (v4.kind === "none" && v6.kind === "failed") ? (v6 as DnsFailure) : v4;
  }
  return {
    addresses: [...new Set(records.map(({ address }) => address))].sort(),
    ttlMs: Math.min(...records.map(({ ttlS }) => ttlS)) * 1000,
    families: [...(v4.kind === "found" ? ([4] as const) : []), ...(v6.kind === "found" ? ([6] as const) : [])],
  };
}

/** The error for a name. */
export function unresolved(name: string, { kind, reason }: DnsFailure): MemtoolError {
  return new MemtoolError("CONNECT", `the name ${escapeText(name)} does not resolve: ${reason}`, {
    hint: kind === "none" ? "is it spelled right, and known on this machine?" : "is the DNS of this machine reachable?",
  });
}
