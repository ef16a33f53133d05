/** Where pecl-memcache 4 puts a key, PHP's older Memcache (src/memcache_consistent_hash.c, memcache_standard_hash.c, memcache_pool.c). */
import { crc32, fnv1aOf32, type KeyHash } from "../../base/hashkit.ts";
import { bucketChooser, type Chooser, hashedPlacement, weightedBuckets } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { wholeWeight } from "./libketama.ts";
import { hostPort, type PlacementServer } from "./placement.ts";
import { createRing, ringOwner } from "./ring.ts";

/** MMC_CONSISTENT_POINTS and MMC_CONSISTENT_BUCKETS */
const POINTS_PER_WEIGHT = 160;
const BUCKET_COUNT = 1024;
const BUCKET_STEP = Math.floor(0xffffffff / BUCKET_COUNT);

const HASHES = { crc32, fnv: fnv1aOf32 } as const satisfies Record<string, KeyHash>;

/** The extension. */
export const PHP_MEMCACHE = defineClient({
  describe: "pecl-memcache 4 (PHP's Memcache)",
  options: {
    hash_strategy: {
      kind: "choice",
      choices: ["consistent", "standard"],
      default: "consistent",
      describe: "memcache.hash_strategy",
    },
    hash_function: { kind: "choice", choices: ["crc32", "fnv"], default: "crc32", describe: "memcache.hash_function" },
  },
  create: ({ hash_strategy, hash_function }, servers) => {
    const hash = HASHES[hash_function];
    return hash_strategy === "consistent"
      ? hashedPlacement({ name: hash_function, hash }, consistentBuckets(servers, hash))
      : hashedPlacement(
          // mmc_standard_find_server: fifteen bits, and 1 for 0.
          {
            name: `${hash_function}>>16&0x7fff`,
            hash: (key, start, end) => (hash(key, start, end) >>> 16) & 0x7fff || 1,
          },
          weightedBuckets(servers, wholeWeight),
        );
  },
});

/** A ring that is only asked 1024 times, at even distances; keys fall into these buckets. */
function consistentBuckets(servers: readonly PlacementServer[], hash: KeyHash): Chooser {
  const ring = createRing(
    servers.map((server) =>
      Array.from({ length: POINTS_PER_WEIGHT * wholeWeight(server) }, (_, index) => {
        const bytes = Buffer.from(`${hostPort(server)}-${index}`);
        return hash(bytes, 0, bytes.length);
      }),
    ),
  );
  const owners = Array.from({ length: BUCKET_COUNT }, (_, bucket) => ringOwner(ring, bucket * BUCKET_STEP));
  return bucketChooser(owners, servers.length);
}
