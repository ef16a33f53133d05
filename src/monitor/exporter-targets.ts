/**
 * Which servers may be asked for by `/scrape?target=`. Whoever can reach the exporter could else make it connect to anything that it
 * can reach, learn from the answers which ports are open, and be sent the login it has: so by default only to servers named at the start.
 */
import { type Address, formatAddress, parseAddress } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";

/** Who may be read. */
export interface ExporterTargets {
  /** By {@link targetKey}, in the order of `/metrics`; asked for anew with each request. */
  readonly named: ReadonlyMap<string, Address>;
  /** Whether they may become others: their series say whose they are then, also while there is only one. */
  readonly mayChange?: boolean;
  /** Whether other TCP servers may be asked for as well. */
  readonly isOpen: boolean;
  /** Fills TLS and login in for those. */
  readonly apply: (address: Address) => Address;
}

/** A server to read, or the reply to who may not have it read. */
export type FoundTarget =
  | { readonly kind: "target"; readonly address: Address; readonly isNamed: boolean }
  | { readonly kind: "refused"; readonly status: 400 | 403; readonly text: string };

/** What the label `server` says: the address without scheme and user. */
export function targetName(address: Address): string {
  return address.kind === "unix"
    ? address.path
    : formatAddress({ kind: "tcp", host: address.host, port: address.port, tls: false });
}

/** Equal for two addresses of one server. */
function targetKey(address: Address): string {
  return address.kind === "unix" ? address.path : targetName(address).toLowerCase();
}

/** Collects the servers named at the start; one that is named twice counts once. */
export function nameTargets(addresses: readonly Address[]): ReadonlyMap<string, Address> {
  const named = new Map<string, Address>();
  for (const address of addresses) {
    const key = targetKey(address);
    if (!named.has(key)) {
      named.set(key, address);
    }
  }
  return named;
}

/** Looks up what stands behind `target=`; null when nothing does. */
export function findTarget(text: string | null, { named, isOpen, apply }: ExporterTargets): FoundTarget {
  if (text === null || text === "") {
    return { kind: "refused", status: 400, text: "'target' parameter must be specified" };
  }
  let address: Address;
  try {
    address = parseAddress(text);
  } catch (error) {
    if (error instanceof MemtoolError) {
      return { kind: "refused", status: 400, text: error.message };
    }
    throw error;
  }
  const known = named.get(targetKey(address));
  if (known !== undefined) {
    return { kind: "target", address: known, isNamed: true };
  }
  if (address.username !== undefined) {
    return { kind: "refused", status: 400, text: "a login is given to the exporter, not in the target" };
  }
  if (!isOpen || address.kind === "unix") {
    return { kind: "refused", status: 403, text: forbidden(targetName(address), address.kind) };
  }
  return { kind: "target", address: apply(address), isNamed: false };
}

function forbidden(name: string, kind: Address["kind"]): string {
  const how = kind === "unix" ? "" : ", or start it with --any-target";
  return `${JSON.stringify(name)} is not one of this exporter's targets: name it on its command line${how}`;
}
