/**
 * Where libmemcached 1.1 puts a key (src/libmemcached/hash.cc, hosts.cc, behavior.cc, virtual_bucket.cc), and with it pylibmc and
 * php-memcached. Its BEHAVIOR_KETAMA is not what others call ketama: that is BEHAVIOR_KETAMA_WEIGHTED.
 */
import { MemtoolError } from "../../base/errors.ts";
import type { KeyHash } from "../../base/hashkit.ts";
import { bucketChooser, type Chooser, equalBuckets, hashedPlacement, ringChooser } from "./chooser.ts";
import { type ClientOptionTable, type ClientOptionValues, defineClient, PREFIX_OPTION } from "./client-options.ts";
import { KEY_HASH_NAMES, KEY_HASHES, type KeyHashName } from "./key-hashes.ts";
import { withoutPrefix } from "./key-part.ts";
import { createKetamaRing, ketamaText, wholeWeight } from "./libketama.ts";
import type { ClientPlacement, PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

/** Points of a server on the ring without weights (MEMCACHED_POINTS_PER_SERVER in common.h). */
const POINTS_PER_SERVER = 100;
type TextOf = (server: PlacementServer) => string;

/** The hashes of libhashkit that all three offer (libhashkit/configure.h); `default` is one_at_a_time. */
const HASHES = [
  "default",
  "one_at_a_time",
  "md5",
  "crc",
  "fnv1_32",
  "fnv1a_32",
  "fnv1_64",
  "fnv1a_64",
  "hsieh",
  "murmur",
  "murmur3",
  "jenkins",
] as const satisfies readonly (KeyHashName | "default")[];

const HASH = {
  kind: "choice",
  choices: HASHES,
  default: "default",
  describe: "BEHAVIOR_HASH; the default is one_at_a_time, with ketama_weighted md5",
} as const;

/** BEHAVIOR_DISTRIBUTION. */
const DISTRIBUTIONS = ["modula", "consistent", "consistent_ketama", "ketama_spy", "virtual_bucket", "random"] as const;

/** What the three clients' options come down to. */
interface Behaviors {
  readonly hash: KeyHashName | "default";
  readonly distribution: (typeof DISTRIBUTIONS)[number];
  /** BEHAVIOR_KETAMA_WEIGHTED: consistent, with weights, keys by md5. */
  readonly isKetamaWeighted: boolean;
  readonly sortsHosts: boolean;
  readonly buckets: string;
  readonly prefix: string;
  /** BEHAVIOR_HASH_WITH_PREFIX_KEY */
  readonly hashesPrefix: boolean;
}

function createLibmemcached(behaviors: Behaviors, servers: readonly PlacementServer[]): ClientPlacement {
  const { hash, isKetamaWeighted, prefix, hashesPrefix } = behaviors;
  const name = hash !== "default" ? hash : isKetamaWeighted ? "md5" : "one_at_a_time";
  const keyHash = KEY_HASHES[name];
  const placement = hashedPlacement({ name, hash: keyHash }, createChooser(behaviors, servers, keyHash));
  return hashesPrefix ? placement : withoutPrefix(placement, prefix);
}

function createChooser(behaviors: Behaviors, servers: readonly PlacementServer[], hash: KeyHash): Chooser {
  if (behaviors.isKetamaWeighted) {
    return ringChooser(createKetamaRing(servers, ketamaText), servers.length);
  }
  switch (behaviors.distribution) {
    case "modula":
      return behaviors.sortsHosts ? sortedBuckets(servers) : equalBuckets(servers);
    case "consistent":
    case "consistent_ketama":
      return ringChooser(consistentRing(servers, hash, ketamaText), servers.length);
    case "ketama_spy":
      return ringChooser(consistentRing(servers, hash, spyText), servers.length);
    case "virtual_bucket":
      return bucketChooser(parseBuckets(behaviors.buckets, servers.length), servers.length);
    case "random":
      throw randomPlacement("libmemcached");
  }
}

/**
 * A hundred points a server by BEHAVIOR_HASH. One weight above 1 turns it half into KETAMA_WEIGHTED: the points are libketama's
 * then, the keys' hash remains.
 */
function consistentRing(servers: readonly PlacementServer[], hash: KeyHash, textOf: TextOf): Ring {
  if (servers.some((server) => wholeWeight(server) > 1)) {
    return createKetamaRing(servers, textOf);
  }
  const points = (server: PlacementServer) =>
    Array.from({ length: POINTS_PER_SERVER }, (_, index) => {
      const bytes = new TextEncoder().encode(`${textOf(server)}-${index}`);
      return hash(bytes, 0, bytes.length);
    });
  return createRing(servers.map(points));
}

/** DISTRIBUTION_CONSISTENT_KETAMA_SPY: the port always, and the slash that Java prints before an address. */
function spyText({ host, port }: PlacementServer): string {
  return `/${host}:${port}`;
}

/** BEHAVIOR_SORT_HOSTS: by name as strcmp() does, then by port. */
function sortedBuckets(servers: readonly PlacementServer[]): Chooser {
  const order = [...servers.keys()].sort((one, other) => {
    const [a, b] = [servers[one], servers[other]];
    return Buffer.compare(Buffer.from(a?.host ?? ""), Buffer.from(b?.host ?? "")) || (a?.port ?? 0) - (b?.port ?? 0);
  });
  return bucketChooser(order, servers.length);
}

/** Reads the map of virtual buckets, `0-1-2-1`: the number of each bucket's server, from 0. */
function parseBuckets(text: string, serverCount: number): number[] {
  const owners = text.split("-").map((word) => (/^\d{1,6}$/.test(word) ? Number(word) : -1));
  if (owners.some((owner) => owner < 0 || owner >= serverCount)) {
    throw new MemtoolError("USAGE", `cannot use the buckets ${JSON.stringify(text)} for ${serverCount} servers`, {
      hint: "write the server of each bucket, counted from 0: distribution=virtual_bucket,buckets=0-1-2-1",
    });
  }
  if ((owners.length & (owners.length - 1)) !== 0) {
    // The library masks the hash with (count - 1): other counts leave buckets out.
    throw new MemtoolError("USAGE", `${owners.length} virtual buckets are no power of two`, {
      hint: "libmemcached would never use some of them",
    });
  }
  return owners;
}

/** The error for a client that asks any server. */
export function randomPlacement(client: string): MemtoolError {
  return new MemtoolError("USAGE", `${client} with the random distribution chooses a server anew for each request`, {
    hint: "a key may be on any of them",
  });
}

const SHARED_OPTIONS = {
  hash: HASH,
  distribution: {
    kind: "choice",
    choices: DISTRIBUTIONS,
    default: "modula",
    describe: "BEHAVIOR_DISTRIBUTION",
  },
  ...PREFIX_OPTION,
  hash_with_prefix: { kind: "flag", describe: "BEHAVIOR_HASH_WITH_PREFIX_KEY: the prefix is hashed, too" },
  buckets: { kind: "text", describe: "the server of each virtual bucket from 0, as 0-1-2-1" },
} as const satisfies ClientOptionTable;

const KETAMA_OPTIONS = {
  ketama: { kind: "flag", describe: "BEHAVIOR_KETAMA: the same as distribution=consistent, not libketama's ring" },
  ketama_weighted: { kind: "flag", describe: "BEHAVIOR_KETAMA_WEIGHTED: libketama's ring, keys by md5" },
  sort_hosts: { kind: "flag", describe: "BEHAVIOR_SORT_HOSTS: modula over the sorted list" },
} as const satisfies ClientOptionTable;

const LIBMEMCACHED_OPTIONS = { ...KETAMA_OPTIONS, ...SHARED_OPTIONS } as const;

function fromBehaviors(
  values: ClientOptionValues<typeof LIBMEMCACHED_OPTIONS>,
  servers: readonly PlacementServer[],
): ClientPlacement {
  return createLibmemcached(
    {
      hash: values.hash,
      distribution: values.ketama ? "consistent_ketama" : values.distribution,
      isKetamaWeighted: values.ketama_weighted,
      sortsHosts: values.sort_hosts,
      buckets: values.buckets,
      prefix: values.prefix,
      hashesPrefix: values.hash_with_prefix,
    },
    servers,
  );
}

/** The C library. */
export const LIBMEMCACHED = defineClient({
  describe: "libmemcached 1.1 (C, C++)",
  options: LIBMEMCACHED_OPTIONS,
  create: fromBehaviors,
});

/** pylibmc, whose behaviors are the library's. */
export const PYLIBMC = defineClient({
  describe: "pylibmc 1.6 (Python, on libmemcached)",
  options: LIBMEMCACHED_OPTIONS,
  create: fromBehaviors,
});

/** php-memcached; its OPT_LIBKETAMA_COMPATIBLE is KETAMA_WEIGHTED, and memcached.default_consistent_hash is distribution=consistent. */
export const PHP_MEMCACHED = defineClient({
  describe: "php-memcached 3 (PHP's Memcached, on libmemcached)",
  options: {
    libketama_compatible: { kind: "flag", describe: "OPT_LIBKETAMA_COMPATIBLE: libketama's ring, keys by md5" },
    ...SHARED_OPTIONS,
  },
  create: ({ libketama_compatible, hash, distribution, buckets, prefix, hash_with_prefix }, servers) =>
    createLibmemcached(
      {
        hash,
        distribution,
        isKetamaWeighted: libketama_compatible,
        sortsHosts: false,
        buckets,
        prefix,
        hashesPrefix: hash_with_prefix,
      },
      servers,
    ),
});

/** The rules by themselves, for those who know which one they want and not whose. */
const ANY_HASH = {
  kind: "choice",
  choices: KEY_HASH_NAMES,
  default: "one_at_a_time",
  describe: "the hash of keys, and of points",
} as const;

const PLAIN: Behaviors = {
  hash: "default",
  distribution: "modula",
  isKetamaWeighted: false,
  sortsHosts: false,
  buckets: "",
  prefix: "",
  hashesPrefix: false,
};

/** libmemcached's consistent distribution under the name it has there. */
export const KETAMA = defineClient({
  describe: "libmemcached's ketama: a hundred points a server, points and keys by the same hash",
  options: { hash: ANY_HASH },
  create: ({ hash }, servers) => createLibmemcached({ ...PLAIN, hash, distribution: "consistent_ketama" }, servers),
});

/** What most of the world calls ketama. */
export const KETAMA_WEIGHTED = defineClient({
  describe: "libketama: 160 points a server by md5, weights, keys by md5",
  options: {},
  create: (_, servers) => createLibmemcached({ ...PLAIN, isKetamaWeighted: true }, servers),
});

/** The remainder of the key's hash. */
export const MODULA = defineClient({
  describe: "the hash modulo the number of servers",
  options: { hash: ANY_HASH },
  create: ({ hash }, servers) => createLibmemcached({ ...PLAIN, hash }, servers),
});
