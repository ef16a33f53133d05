/**
 * Where memcached's own proxy puts a key (1.6.45: proxy_lua.c, proxy_jump_hash.c, proxy_ring_hash.c, proxy_xxhash.c): XXH3 and a jump hash
 * over the list by default, or a ring in one of four manners. A backend's label counts for nothing.
 */
import { MemtoolError } from "../../base/errors.ts";
import { md5Hash } from "../../base/md5.ts";
import { xxh3 } from "../../base/xxh3.ts";
import { hashedPlacement, type NamedHash, ringChooser } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { jumpHash } from "./jump-hash.ts";
import { parseHashTag, untilStop, withHashTag } from "./key-part.ts";
import { digestPoints, ketamaText } from "./libketama.ts";
import { type ClientPlacement, hostPort, type PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

/** The default of `obuckets`, and how many points an md5 digest gives. */
const POINTS_PER_SERVER = 160;
const POINTS_PER_DIGEST = 4;
const POINTS_MAX = 10_000;

/** How the three manners that use md5 call a server. */
const MD5_TEXTS = {
  ketama: hostPort,
  twemproxy: ketamaText,
  evcache: (server: PlacementServer) => `${server.host}/${hostPort(server)}`,
} as const;

/** memcached built with --enable-proxy. */
export const MEMCACHED_PROXY = defineClient({
  describe: "memcached's built-in proxy (1.6.45)",
  options: {
    dist: {
      kind: "choice",
      choices: ["jump", "ring"],
      default: "jump",
      describe: "dist: mcp.dist_jump_hash or mcp.dist_ring_hash",
    },
    omode: {
      kind: "choice",
      choices: ["default", "ketama", "twemproxy", "evcache"],
      default: "default",
      describe: "omode of the ring",
    },
    obuckets: {
      kind: "count",
      default: POINTS_PER_SERVER,
      max: POINTS_MAX,
      describe: "points of a server on the ring",
    },
    hash: {
      kind: "choice",
      choices: ["xxh3", "md5"],
      default: "xxh3",
      describe: "hash: xxh3, or md5 for mcp.dist_ring_hash.hash",
    },
    seed: { kind: "text", describe: "seed of the pool" },
    stop: { kind: "text", describe: 'filter = "stop": what ends the part that is hashed, as |#|' },
    tags: { kind: "text", describe: 'filter = "tags": two characters around the part that is hashed, as {}' },
  },
  create: ({ dist, omode, obuckets, hash, seed, stop, tags }, servers) => {
    if (stop !== "" && tags !== "") {
      throw new MemtoolError("USAGE", "a pool of the proxy has one filter", { hint: "give stop or tags" });
    }
    const wide = xxh3Of(seed);
    const narrow: NamedHash =
      hash === "md5"
        ? { name: "md5", hash: md5Hash }
        : { name: "xxh3", hash: (bytes, start, end) => Number(wide(bytes, start, end) & 0xffffffffn) };
    const placement =
      dist === "ring"
        ? hashedPlacement(narrow, ringChooser(createProxyRing(servers, omode, obuckets), servers.length))
        : jumpPlacement(hash === "md5" ? toWide(narrow) : { name: "xxh3", hash: wide }, servers.length);
    const filtered = stop === "" ? placement : untilStop(placement, stop);
    return tags === "" ? filtered : withHashTag(filtered, ...parseHashTag(tags));
  },
});

/** A hash of 64 bits. */
type WideHash = (bytes: Uint8Array, start: number, end: number) => bigint;

/** XXH3 with the seed that a text makes. */
function xxh3Of(seedText: string): WideHash {
  const text = Buffer.from(seedText);
  const seed = text.length === 0 ? 0n : xxh3(text, 0, text.length);
  return (bytes, start, end) => xxh3(bytes, start, end, seed);
}

function toWide({ name, hash }: NamedHash): { readonly name: string; readonly hash: WideHash } {
  return { name, hash: (bytes, start, end) => BigInt(hash(bytes, start, end)) };
}

function jumpPlacement(
  { name, hash }: { readonly name: string; readonly hash: WideHash },
  serverCount: number,
): ClientPlacement {
  const shares = Array<number>(serverCount).fill(1 / serverCount);
  return {
    place: (bytes, start, end) => jumpHash(hash(bytes, start, end), serverCount),
    explain: (bytes, start, end) => {
      const value = hash(bytes, start, end);
      const owner = jumpHash(value, serverCount);
      const choice = { kind: "bucket", method: "jump hash", bucket: owner, bucketCount: serverCount } as const;
      return { owner, hashed: bytes.slice(start, end), hashName: name, hash: value, choice };
    },
    layout: () => ({ kind: "bucket", parts: Array<number>(serverCount).fill(1), shares }),
  };
}

function createProxyRing(
  servers: readonly PlacementServer[],
  omode: "default" | keyof typeof MD5_TEXTS,
  pointCount: number,
): Ring {
  if (omode !== "default") {
    const textOf = MD5_TEXTS[omode];
    return createRing(
      servers.map((server) => digestPoints(textOf(server), Math.floor(pointCount / POINTS_PER_DIGEST))),
    );
  }
  return createRing(
    servers.map((server) =>
      Array.from({ length: pointCount }, (_, index) => {
        const bytes = Buffer.from(`${hostPort(server)}-${index}`);
        return Number(xxh3(bytes, 0, bytes.length) & 0xffffffffn);
      }),
    ),
  );
}
