/**
 * Where libmemcached 1.1 puts a key (src/libmemcached/hash.cc, hosts.cc, behavior.cc), and with it pylibmc and php-memcached. Its
 * BEHAVIOR_KETAMA is not what others call ketama: that is BEHAVIOR_KETAMA_WEIGHTED.
 */
import type { KeyHash } from "../../base/hashkit.ts";
import { md5Hash } from "../../base/md5.ts";
import { createKetamaRing, ketamaText, wholeWeight } from "./libketama.ts";
import type { Placement, PlacementServer } from "./placement.ts";
import { createRing, type Ring, ringOwner } from "./ring.ts";

/** Points of a server on the ring without weights. */
const POINTS_PER_SERVER = 100;

/**
 * BEHAVIOR_KETAMA, and DISTRIBUTION_CONSISTENT: a hundred points a server, points and keys hashed by BEHAVIOR_HASH. One weight above 1 turns it
 * half into the weighted one: the points are libketama's then, the keys' hash remains.
 * @throws MemtoolError USAGE when a weight is no whole number above 0
 */
export function libmemcachedKetama(servers: readonly PlacementServer[], hash: KeyHash): Placement {
  const isWeighted = servers.some((server) => wholeWeight(server) > 1);
  const ring = isWeighted ? createKetamaRing(servers, ketamaText) : createPlainRing(servers, hash);
  return (bytes, start, end) => ringOwner(ring, hash(bytes, start, end));
}

/**
 * BEHAVIOR_KETAMA_WEIGHTED, php-memcached's OPT_LIBKETAMA_COMPATIBLE: libketama's points, keys by md5.
 * @throws MemtoolError USAGE when a weight is no whole number above 0
 */
export function libmemcachedKetamaWeighted(servers: readonly PlacementServer[]): Placement {
  const ring = createKetamaRing(servers, ketamaText);
  return (bytes, start, end) => ringOwner(ring, md5Hash(bytes, start, end));
}

/** DISTRIBUTION_MODULA, the default: the key's hash modulo the number of servers. Weights count for nothing. */
export function libmemcachedModula(servers: readonly PlacementServer[], hash: KeyHash): Placement {
  const serverCount = servers.length;
  return (bytes, start, end) => hash(bytes, start, end) % serverCount;
}

function createPlainRing(servers: readonly PlacementServer[], hash: KeyHash): Ring {
  const points = (server: PlacementServer) =>
    Array.from({ length: POINTS_PER_SERVER }, (_, index) => {
      const bytes = new TextEncoder().encode(`${ketamaText(server)}-${index}`);
      return hash(bytes, 0, bytes.length);
    });
  return createRing(servers.map(points));
}
