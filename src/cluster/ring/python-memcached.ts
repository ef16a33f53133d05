/** Where python-memcached 1.59 puts a key (memcache.py, cmemcache_hash and _get_server): a prefix of its multi methods is hashed. */
import { crc32 } from "../../base/hashkit.ts";
import { hashedPlacement, weightedBuckets } from "./chooser.ts";
import { CLASSIC_CRC_ABOVE_0 } from "./classic-crc.ts";
import { defineClient, PREFIX_OPTION } from "./client-options.ts";
import { wholeWeight } from "./libketama.ts";

/** The module `memcache`. */
export const PYTHON_MEMCACHED = defineClient({
  describe: "python-memcached 1.59 (Python's memcache)",
  options: {
    hash: {
      kind: "choice",
      choices: ["cmemcache", "crc32"],
      default: "cmemcache",
      describe: "serverHashFunction; crc32 is binascii.crc32",
    },
    ...PREFIX_OPTION,
  },
  create: ({ hash }, servers) =>
    hashedPlacement(
      hash === "crc32" ? { name: "crc32", hash: crc32 } : CLASSIC_CRC_ABOVE_0,
      weightedBuckets(servers, wholeWeight),
    ),
});
