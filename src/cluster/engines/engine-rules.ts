/**
 * The rules that engines of pools (proxies) have, and which of them places keys as a client does. No list says which rules are equal: both
 * are asked about many keys, so what is exported is known to agree, with these servers and these weights.
 */
import { MemtoolError } from "../../base/errors.ts";
import { type ClientRule, createPlacement, parseClient, storedKey } from "../ring/clients.ts";
import { KEY_HASH_NAMES } from "../ring/key-hashes.ts";
import { hostPort, type Placement, type PlacementServer } from "../ring/placement.ts";

/** The engines. */
export const ENGINES = ["mcrouter", "twemproxy", "memcached-proxy"] as const;

/** One of {@link ENGINES}. */
export type Engine = (typeof ENGINES)[number];

/** A rule of an engine, and the servers as its configuration has to name them. */
export interface EngineRule {
  readonly rule: ClientRule;
  readonly servers: readonly PlacementServer[];
  /** Of {@link AGREEMENT_KEYS} keys, those that both put on the same server. */
  readonly agreed: number;
}

/** Keys both are asked about. */
export const AGREEMENT_KEYS = 50_000;

/** So few may differ: classic clients disagree about hashes that are 0, one of 32,768. */
const DIFFERENT_MAX = AGREEMENT_KEYS / 10_000;

/** nutcracker's own names (src/hashkit): it has no murmur3, and calls libmemcached's crc crc32. */
const TWEMPROXY_HASHES = [...KEY_HASH_NAMES.filter((name) => name !== "crc" && name !== "murmur3"), "crc32"];

const OPTIONS: Readonly<Record<Engine, readonly string[]>> = {
  twemproxy: ["ketama", "modula"].flatMap((distribution) =>
    TWEMPROXY_HASHES.map((hash) => `distribution=${distribution},hash=${hash}`),
  ),
  mcrouter: ["ch3", "crc32", "weightedch3", "rendezvous", "weightedrendezvous"].map((name) => `hash=${name}`),
  "memcached-proxy": [
    "dist=jump",
    ...["default", "ketama", "twemproxy", "evcache"].flatMap((omode) =>
      ["xxh3", "md5"].map((hash) => `dist=ring,omode=${omode},hash=${hash}`),
    ),
  ],
};

/** Finds the engine's rule for a client's; undefined if it has none. */
export function findEngineRule(
  engine: Engine,
  client: ClientRule,
  servers: readonly PlacementServer[],
): EngineRule | undefined {
  const wanted = createPlacement(client, servers);
  const keys = agreementKeys(client);
  const owners = keys.map((key) => wanted(key, 0, key.length));
  const own = client.client === engine && isWritable(client) ? [client] : [];
  const rules = [...own, ...OPTIONS[engine].map((options) => parseClient(`${engine}:${options}`))];
  for (const named of spellings(engine, servers)) {
    for (const rule of rules) {
      const place = placementOrNone(rule, named);
      const agreed = place === undefined ? undefined : countAgreed(place, keys, owners);
      if (agreed !== undefined) {
        return { rule, servers: named, agreed };
      }
    }
  }
  return undefined;
}

/** `twemproxy:crc` is a hash under libmemcached's name. */
function isWritable({ client, options }: ClientRule): boolean {
  return client !== "twemproxy" || options["hash"] === undefined || TWEMPROXY_HASHES.includes(options["hash"]);
}

/** Servers as they are, without weights, and under the texts that clients hash: twemproxy hashes names. */
function spellings(engine: Engine, servers: readonly PlacementServer[]): (readonly PlacementServer[])[] {
  const even = servers.map((server) => ({ ...server, weight: 1 }));
  if (engine !== "twemproxy") {
    return [servers, even];
  }
  const called = (list: readonly PlacementServer[]) => list.map((server) => ({ ...server, name: textOf(server) }));
  // Its list for modula is sorted by names: these keep the order.
  const numbered = (list: readonly PlacementServer[]) =>
    list.map((server, index) => ({ ...server, name: `node${String(index).padStart(4, "0")}` }));
  const nameless = (list: readonly PlacementServer[]) => list.map(({ name: _, ...server }) => server);
  return [
    servers,
    nameless(servers),
    called(servers),
    numbered(servers),
    even,
    nameless(even),
    called(even),
    numbered(even),
  ];
}

/** As Java prints an address, which its ketama hashes; for others the address with its port. */
function textOf(server: PlacementServer): string {
  const { host, port, ip } = server;
  return ip !== undefined && ip !== host ? `${host}/${ip}:${port}` : hostPort(server);
}

function placementOrNone(rule: ClientRule, servers: readonly PlacementServer[]): Placement | undefined {
  try {
    return createPlacement(rule, servers);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "USAGE") {
      return undefined;
    }
    throw error;
  }
}

/** Undefined as soon as too many differ. */
function countAgreed(place: Placement, keys: readonly Uint8Array[], owners: readonly number[]): number | undefined {
  let different = 0;
  for (const [index, key] of keys.entries()) {
    if (place(key, 0, key.length) !== owners[index]) {
      different++;
      if (different > DIFFERENT_MAX) {
        return undefined;
      }
    }
  }
  return keys.length - different;
}

/** Keys of the kinds people have, as the servers get them; a part in braces shows who takes it for a hash tag. */
function agreementKeys(client: ClientRule): Uint8Array[] {
  const kinds = [
    (index: number) => `key:${index}`,
    (index: number) => `user:${index}:profile`,
    (index: number) => `${(index * 2_654_435_761).toString(36)}`,
    (index: number) => `{tag${index % 97}}:${index}`,
  ];
  return Array.from({ length: AGREEMENT_KEYS }, (_, index) => {
    const kind = kinds[index % kinds.length] as (index: number) => string;
    return storedKey(client, Buffer.from(kind(index)));
  });
}
