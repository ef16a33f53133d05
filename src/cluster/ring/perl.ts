/** Where Perl's clients put a key: Cache::Memcached 1.30 (Cache/Memcached.pm) and Cache::Memcached::Fast 0.28 (src/dispatch_key.c). */
import { crc32 } from "../../base/hashkit.ts";
import { hashedPlacement, ringChooser, weightedBuckets } from "./chooser.ts";
import { CLASSIC_CRC } from "./classic-crc.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { withoutPrefix } from "./key-part.ts";
import { wholeWeight } from "./libketama.ts";
import type { PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

const KETAMA_POINTS_MAX = 10_000;

/** The original; its namespace is not hashed. */
export const PERL_CACHE_MEMCACHED = defineClient({
  describe: "Cache::Memcached 1.30 (Perl)",
  options: { ...PREFIX_OPTION },
  create: ({ prefix }, servers) =>
    withoutPrefix(hashedPlacement(CLASSIC_CRC, weightedBuckets(servers, wholeWeight)), prefix),
});

/** The one in C. */
export const PERL_CACHE_MEMCACHED_FAST = defineClient({
  describe: "Cache::Memcached::Fast 0.28 (Perl)",
  options: {
    ketama_points: {
      kind: "count",
      default: 0,
      max: KETAMA_POINTS_MAX,
      describe: "points of a server of weight 1 on a ring of its own, mostly 150; 0 places as Cache::Memcached",
    },
    ...PREFIX_OPTION,
    hash_namespace: { kind: "flag", describe: "the prefix is hashed, too" },
  },
  create: ({ ketama_points, prefix, hash_namespace }, servers) => {
    const placement =
      ketama_points === 0
        ? hashedPlacement(CLASSIC_CRC, weightedBuckets(servers, wholeWeight))
        : hashedPlacement(
            { name: "crc32", hash: crc32 },
            ringChooser(chainedRing(servers, ketama_points), servers.length),
          );
    return hash_namespace ? placement : withoutPrefix(placement, prefix);
  },
});

/** Each point is the CRC-32 of host, a zero byte, port and the point before it, four bytes little-endian. */
function chainedRing(servers: readonly PlacementServer[], pointCount: number): Ring {
  return createRing(
    servers.map(({ host, port, weight = 1 }) => {
      const name = Buffer.from(`${host}\0${port === 0 ? "" : port}`);
      const bytes = Buffer.concat([name, Buffer.alloc(4)]);
      let point = 0;
      return Array.from({ length: Math.round(pointCount * weight) }, () => {
        bytes.writeUInt32LE(point, name.length);
        point = crc32(bytes, 0, bytes.length);
        return point;
      });
    }),
  );
}
