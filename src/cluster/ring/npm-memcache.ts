/**
 * Where npm's memcache 1.7 puts a key (src/ketama.ts, src/modula.ts). Its "Ketama" ring is not libketama's: fifty points a server, compared as
 * numbers with a sign, and very uneven. Its hash is meant to be FNV-1a over UTF-16 units, but it multiplies in doubles, which lose the low
 * bits of the product: no other FNV-1a has its values.
 */
import { hashedPlacement, ringChooser, weightedBuckets } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { unitHash } from "./key-text.ts";
import { wholeWeight } from "./libketama.ts";
import { hostPort, type PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

const POINTS_PER_WEIGHT = 50;
/** Turns a number with a sign into one without that is ordered the same. */
const SIGN_BIT = 0x80000000;

/** As in fnv1aString: the product of a 32-bit number and this one can need 55 bits, of which a double keeps 53. */
const FNV_PRIME = 16777619;
const step = (state: number, unit: number): number => ((state ^ unit) * FNV_PRIME) | 0;

const fnv1a = unitHash(0x811c9dc5, step);
const shiftedFnv1a = unitHash(0x811c9dc5, step, (state) => (state ^ SIGN_BIT) >>> 0);

/** The package. */
export const NPM_MEMCACHE = defineClient({
  describe: "memcache 1.7 of npm (Node.js)",
  options: {
    hash: {
      kind: "choice",
      choices: ["ketama", "modula"],
      default: "ketama",
      describe: "KetamaHash or ModulaHash",
    },
  },
  create: ({ hash }, servers) =>
    hash === "modula"
      ? hashedPlacement({ name: "fnv1a_32 in doubles", hash: fnv1a }, weightedBuckets(servers, wholeWeight))
      : hashedPlacement(
          { name: "fnv1a_32 in doubles + 2^31", hash: shiftedFnv1a },
          ringChooser(createSignedRing(servers), servers.length),
        ),
});

function createSignedRing(servers: readonly PlacementServer[]): Ring {
  return createRing(
    servers.map((server) =>
      Array.from({ length: Math.round(POINTS_PER_WEIGHT * (server.weight ?? 1)) }, (_, index) => {
        const bytes = Buffer.from(`${nodeId(server)}\0${index + 1}`);
        return shiftedFnv1a(bytes, 0, bytes.length);
      }),
    ),
  );
}

/** MemcacheNode.id: an IPv6 address has its brackets. */
function nodeId(server: PlacementServer): string {
  return server.host.includes(":") ? `[${server.host}]:${server.port}` : hostPort(server);
}
