/** The addresses an interface to listen on stands for: all of the machine's, all that a name resolves to, or the one it is. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { MemtoolError, messageOf } from "../base/errors.ts";

/** Stands for all interfaces (memcached's -l). */
export const ALL_INTERFACES = "*";

/** All interfaces, as IPv4 and as IPv6 knows them: a socket is of one family. */
const ANY_ADDRESSES: readonly string[] = ["0.0.0.0", "::"];

/**
 * The IPv4 and IPv6 addresses of `host`, each once.
 * @throws MemtoolError LISTEN when a name can't be resolved
 */
export async function hostAddresses(host: string): Promise<readonly string[]> {
  if (host === ALL_INTERFACES) {
    return ANY_ADDRESSES;
  }
  if (isIP(host) !== 0) {
    return [host];
  }
  try {
    const found = await lookup(host, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    throw new MemtoolError("LISTEN", `could not listen on ${host}: ${messageOf(error)}`, {
      cause: error,
      hint: "the host name could not be resolved",
    });
  }
}

/** What could be opened, and why the rest could not. */
export interface OpenedAddresses<Opened> {
  readonly opened: readonly Opened[];
  readonly failures: readonly Error[];
}

/**
 * Opens one address after the other. One that is taken or does not exist here (a machine without IPv6) is passed over, as in
 * memcached, as long as another could be opened.
 * @throws what the first failed with when none could be opened
 */
export async function openAddresses<Opened>(
  addresses: readonly string[],
  open: (address: string) => Promise<Opened>,
): Promise<OpenedAddresses<Opened>> {
  const opened: Opened[] = [];
  const failures: Error[] = [];
  for (const address of addresses) {
    try {
      opened.push(await open(address));
    } catch (error) {
      if (!(error instanceof MemtoolError)) {
        throw error;
      }
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (opened.length === 0 && failure !== undefined) {
    throw failure;
  }
  return { opened, failures };
}
