/**
 * Where twemproxy 0.5 puts a key (src/hashkit/nc_ketama.c, nc_modula.c, src/nc_conf.c, nc_server.c): libketama's points or a list, the key
 * hashed by the pool's `hash`. Its default hash, fnv1a_64, spreads numbered keys badly.
 */
import { crc32, crc32Middle } from "../../base/hashkit.ts";
import { bucketChooser, type Chooser, hashedPlacement, ringChooser } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { KEY_HASH_NAMES, KEY_HASHES } from "./key-hashes.ts";
import { parseHashTag, withHashTag } from "./key-part.ts";
import { createKetamaRing, ketamaText, wholeWeight } from "./libketama.ts";
import { randomPlacement } from "./libmemcached.ts";
import type { PlacementServer } from "./placement.ts";

/** Its own names beside libmemcached's: its crc32 is the 15 bits that libmemcached calls crc. */
const HASHES = { ...KEY_HASHES, crc32: crc32Middle, crc32a: crc32 } as const;
const HASH_NAMES = [...KEY_HASH_NAMES, "crc32"] as const;

/** The proxy. */
export const TWEMPROXY = defineClient({
  describe: "twemproxy 0.5 (nutcracker)",
  options: {
    hash: { kind: "choice", choices: HASH_NAMES, default: "fnv1a_64", describe: "the pool's hash" },
    distribution: {
      kind: "choice",
      choices: ["ketama", "modula", "random"],
      default: "ketama",
      describe: "the pool's distribution",
    },
    hash_tag: {
      kind: "text",
      describe: "two characters: only what is between them is hashed, as in {user:1}:cart with {}",
    },
  },
  create: ({ hash, distribution, hash_tag }, servers) => {
    if (distribution === "random") {
      throw randomPlacement("twemproxy");
    }
    const chooser =
      distribution === "modula"
        ? sortedBuckets(servers)
        : ringChooser(createKetamaRing(servers, nameOf), servers.length);
    const placement = hashedPlacement({ name: hash, hash: HASHES[hash] }, chooser);
    return hash_tag === "" ? placement : withHashTag(placement, ...parseHashTag(hash_tag));
  },
});

/** A server's name, or what the proxy makes one of. */
function nameOf(server: PlacementServer): string {
  return server.name ?? ketamaText(server);
}

/** The proxy sorts its servers, short names first, to find those that are there twice (nc_conf.c, conf_validate_server; nc_string.c). */
function sortedBuckets(servers: readonly PlacementServer[]): Chooser {
  const named = servers.map((server, index) => ({
    index,
    name: Buffer.from(nameOf(server)),
    count: wholeWeight(server),
  }));
  named.sort((one, other) => one.name.length - other.name.length || Buffer.compare(one.name, other.name));
  return bucketChooser(
    named.flatMap(({ index, count }) => Array<number>(count).fill(index)),
    servers.length,
  );
}
