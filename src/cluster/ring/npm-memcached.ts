/**
 * Where npm's memcached 2 puts a key (hashring 3.2, index.js): libketama's ring, except that it counts points in doubles where C has floats,
 * which for some weights makes other numbers of points. The namespace is part of the key.
 */
import { digestOf, isDigestName } from "../../base/digest.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { KeyHash } from "../../base/hashkit.ts";
import { md5Hash } from "../../base/md5.ts";
import { hashedPlacement, ringChooser } from "./chooser.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { ketamaText, wholeWeight } from "./libketama.ts";
import { hostPort, type PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

/** `vnode count`: digests of a server of average weight. */
const DIGESTS_PER_SERVER = 40;
const VNODES_MAX = 10_000;

/** How many points a digest gives, and what a server is called. */
const MODES = {
  ketama: { pointsPerDigest: 4, textOf: ketamaText },
  hash_ring: { pointsPerDigest: 3, textOf: hostPort },
} as const;

/** The package. */
export const NPM_MEMCACHED = defineClient({
  describe: "memcached 2 of npm (Node.js), elasticache-client",
  options: {
    algorithm: { kind: "text", describe: "a digest of node:crypto; md5 is the default" },
    compatibility: {
      kind: "choice",
      choices: ["ketama", "hash_ring"],
      default: "ketama",
      describe: "ketama, or Python's hash_ring: three points a digest, port 11211 in the text",
    },
    vnodes: {
      kind: "count",
      default: 0,
      max: VNODES_MAX,
      describe: "digests of each server, whatever its weight; 0 shares them out by weight, 40 for each server",
    },
    ...PREFIX_OPTION,
  },
  create: ({ algorithm, compatibility, vnodes }, servers) => {
    const name = algorithm === "" ? "md5" : algorithm;
    if (!isDigestName(name)) {
      throw new MemtoolError("USAGE", `there is no digest ${JSON.stringify(name)}`, { hint: "write md5 or sha1" });
    }
    const ring = createHashRing(servers, name, digestCounts(servers, vnodes), MODES[compatibility]);
    return hashedPlacement({ name, hash: keyHash(name) }, ringChooser(ring, servers.length));
  },
});

function digestCounts(servers: readonly PlacementServer[], vnodes: number): number[] {
  if (vnodes > 0) {
    return servers.map(() => vnodes);
  }
  const weights = servers.map(wholeWeight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.floor((weight / total) * DIGESTS_PER_SERVER * servers.length));
}

function createHashRing(
  servers: readonly PlacementServer[],
  algorithm: string,
  counts: readonly number[],
  { pointsPerDigest, textOf }: (typeof MODES)[keyof typeof MODES],
): Ring {
  const points = (server: PlacementServer, count: number) =>
    Array.from({ length: count * pointsPerDigest }, (_, index) => {
      const digest = digestOf(algorithm, `${textOf(server)}-${Math.floor(index / pointsPerDigest)}`);
      return Buffer.from(digest).readUInt32LE(4 * (index % pointsPerDigest));
    });
  return createRing(servers.map((server, index) => points(server, counts[index] ?? 0)));
}

function keyHash(algorithm: string): KeyHash {
  return algorithm === "md5"
    ? md5Hash
    : (bytes, start, end) => Buffer.from(digestOf(algorithm, bytes.subarray(start, end))).readUInt32LE(0);
}
