/** Servers that are found: asked for at the start, and followed by commands that run on. */
import { readFile } from "node:fs/promises";
import { type Address, DEFAULT_ADDRESS, isDiscoveryWord, parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import { unitRandom } from "../../base/random.ts";
import { formatServerSource, parseServerSource, type ServerSource } from "../../base/server-source.ts";
import { systemDns } from "../../cluster/discovery/dns.ts";
import type { ListReading, ListSource } from "../../cluster/discovery/list-source.ts";
import { openSource } from "../../cluster/discovery/open-source.ts";
import { poolFileSource } from "../../cluster/discovery/pool-file.ts";
import { ServerFinder } from "../../cluster/discovery/server-finder.ts";
import { type Access, resolveAccess } from "../access.ts";
import { announceWait } from "../announce-wait.ts";
import { timerMs } from "../option-values.ts";
import type { FindContext, FollowedServers, FoundServers, ServerOptions } from "./found-servers.ts";

/** A word that is no address, or a file, and what its servers inherit. */
interface Origin {
  readonly template: Address;
  /** @param access of all sources together */
  open(access: Access): ListSource;
}

/**
 * Asks all sources.
 * @param words addresses and ways to find servers
 * @throws MemtoolError
 */
export async function discoverServers(
  words: readonly string[],
  options: ServerOptions,
  context: FindContext,
): Promise<FoundServers & { readonly followed: FollowedServers }> {
  const origins = [...words.map((word) => wordOrigin(word, options)), ...(await poolOrigins(options))];
  const access = resolveAccess(
    origins.map(({ template }) => template),
    options,
    context.env,
  );
  const everyMs = options["discover-every"];
  let placement: string | undefined;
  const finder = new ServerFinder(
    origins.map((origin, index) => {
      const source = noting(origin.open(access), (reading) => {
        placement ??= reading.placement;
      });
      return { source, template: access.addresses[index] ?? origin.template };
    }),
    { clock: context.clock, random: unitRandom },
    {
      nodeName: options["node-name"] ?? "host",
      everyMs: everyMs === undefined ? undefined : timerMs("discover-every", everyMs),
    },
  );
  const onRemark = (text: string): void => sayFound(context, text);
  const answered = announceWait(words.filter(isDiscoveryWord).map(withoutPassword), context);
  const servers = await finder.start({ onRemark }, new AbortController().signal).finally(answered);
  return {
    ...access,
    addresses: servers.map(({ address }) => address),
    followed: {
      get servers() {
        return finder.servers;
      },
      placement,
      follow: (listener, signal) => finder.follow(listener, signal),
    },
  };
}

/** A word as it may be shown. */
function withoutPassword(word: string): string {
  return formatServerSource(parseServerSource(word));
}

function noting(source: ListSource, note: (reading: ListReading) => void): ListSource {
  return {
    ...source,
    read: async (signal) => {
      const reading = await source.read(signal);
      note(reading);
      return reading;
    },
  };
}

function wordOrigin(word: string, options: ServerOptions): Origin {
  const source = parseServerSource(word);
  return {
    template: source.kind === "etcd" ? accessWithoutLogin(false) : source.address,
    open: (access) =>
      openSource(withAccess(source, access), {
        dns: systemDns(options["dns-server"]),
        fetch,
        tls: access.tls,
        usesSrvWeights: options["srv-weight"] ?? false,
        timeoutMs: options.timeout === undefined ? undefined : timerMs("timeout", options.timeout),
      }),
  };
}

/** The source with the TLS and login of the options, for those that are servers themselves. */
function withAccess(source: ServerSource, access: Access): ServerSource {
  if (source.kind !== "elasticache") {
    return source;
  }
  const address = access.apply(source.address);
  return address.kind === "tcp" ? { kind: "elasticache", address } : source;
}

/** The file is read before, because options of TLS are refused where no server speaks it. */
async function poolOrigins(options: ServerOptions): Promise<Origin[]> {
  const { pool: path, "pool-name": poolName } = options;
  if (path === undefined) {
    if (poolName !== undefined) {
      throw new MemtoolError("USAGE", "--pool-name names a pool of a file", { hint: "add --pool FILE" });
    }
    return [];
  }
  const source = poolFileSource({ path, poolName }, readFile);
  const { nodes } = await source.read(new AbortController().signal);
  const tls = nodes.length > 0 && nodes.every((node) => node.tls === true);
  return [{ template: accessWithoutLogin(tls), open: () => source }];
}

/** What TLS and logins are asked about where only the servers that were found have addresses: the local one, with no login of its own. */
function accessWithoutLogin(tls: boolean): Address {
  const address = parseAddress(DEFAULT_ADDRESS);
  return address.kind === "tcp" ? { ...address, tls } : address;
}

/** Says something about the servers, beside the data. */
export function sayFound({ stderr }: Pick<FindContext, "stderr">, text: string): void {
  stderr.write(`memtool: ${escapeControls(text)}\n`);
}
