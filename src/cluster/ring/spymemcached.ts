/**
 * Where spymemcached 2.12 puts a key (DefaultHashAlgorithm.java, ArrayModNodeLocator.java, KetamaNodeLocator.java, KetamaNodeKeyFormatter
 * .java). Its ring has what Java prints for an address, `name/1.2.3.4:11211`, so both the name and what it resolves to count.
 */
import { MemtoolError } from "../../base/errors.ts";
import { crc32Middle, type KeyHash } from "../../base/hashkit.ts";
import { md5Hash } from "../../base/md5.ts";
import { equalBuckets, hashedPlacement, ringChooser } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { unitHash } from "./key-text.ts";
import { createKetamaRing, digestPoints, ketamaText } from "./libketama.ts";
import { isIpAddress, type PlacementServer } from "./placement.ts";
import { createRing, type Ring } from "./ring.ts";

/** DefaultKetamaNodeLocatorConfiguration.numReps, and how many points an md5 digest gives. */
const POINTS_PER_SERVER = 160;
const POINTS_PER_DIGEST = 4;

const fnv = (initial: number, prime: number, xorFirst: boolean): KeyHash =>
  unitHash(initial, (state, unit) => (xorFirst ? Math.imul(state ^ unit, prime) : Math.imul(state, prime) ^ unit));

/** DefaultHashAlgorithm, over UTF-16 units; the FNV family in 64 bits, of which the low half is used. md5 is its KETAMA_HASH. */
const HASHES = {
  native: unitHash(0, (state, unit) => (Math.imul(31, state) + unit) | 0),
  crc: crc32Middle,
  fnv1_64: fnv(0x84222325, 0x1b3, false),
  fnv1a_64: fnv(0x84222325, 0x1b3, true),
  fnv1_32: fnv(0x811c9dc5, 0x01000193, false),
  fnv1a_32: fnv(0x811c9dc5, 0x01000193, true),
  md5: md5Hash,
} as const satisfies Record<string, KeyHash>;

/** The client. */
export const SPYMEMCACHED = defineClient({
  describe: "spymemcached 2.12 (Java)",
  options: {
    locator: {
      kind: "choice",
      choices: ["array_mod", "ketama"],
      default: "array_mod",
      describe: "Locator.ARRAY_MOD, or CONSISTENT as in KetamaConnectionFactory",
    },
    hash: {
      kind: "choice",
      choices: ["default", "native", "crc", "fnv1_64", "fnv1a_64", "fnv1_32", "fnv1a_32", "md5"],
      default: "default",
      describe: "the HashAlgorithm; the default is native (NATIVE_HASH), with ketama md5 (KETAMA_HASH)",
    },
    format: {
      kind: "choice",
      choices: ["spymemcached", "libmemcached"],
      default: "spymemcached",
      describe: "KetamaNodeKeyFormatter.Format",
    },
  },
  create: ({ locator, hash, format }, servers) => {
    const isRing = locator === "ketama";
    const name = hash !== "default" ? hash : isRing ? "md5" : "native";
    const textOf = format === "libmemcached" ? hostNameText : javaText;
    const chooser = isRing ? ringChooser(createJavaRing(servers, name, textOf), servers.length) : equalBuckets(servers);
    return hashedPlacement({ name, hash: HASHES[name] }, chooser);
  },
});

/** KetamaNodeLocator.setKetamaNodes: md5 four points at a time, and with weights whatever the hash; other hashes one by one. */
function createJavaRing(
  servers: readonly PlacementServer[],
  hashName: keyof typeof HASHES,
  textOf: (server: PlacementServer) => string,
): Ring {
  if (servers.some(({ weight = 1 }) => weight !== 1)) {
    return createKetamaRing(servers, textOf);
  }
  if (hashName === "md5") {
    return createRing(servers.map((server) => digestPoints(textOf(server), POINTS_PER_SERVER / POINTS_PER_DIGEST)));
  }
  const points = (server: PlacementServer) =>
    Array.from({ length: POINTS_PER_SERVER }, (_, index) => {
      const bytes = Buffer.from(`${textOf(server)}-${index}`);
      return HASHES[hashName](bytes, 0, bytes.length);
    });
  return createRing(servers.map(points));
}

/** InetSocketAddress.toString() of Java 14 and later, without a leading slash: `1.2.3.4:11211`, `name/1.2.3.4:11211`. */
function javaText({ host, port, ip }: PlacementServer): string {
  if (isIpAddress(host)) {
    return `${javaAddress(host)}:${port}`;
  }
  if (ip === undefined) {
    throw new MemtoolError("USAGE", `spymemcached hashes what ${JSON.stringify(host)} resolves to: it is not known`, {
      hint: "name the server by its IP address, as far as the client's configuration does",
    });
  }
  return `${host}/${javaAddress(ip)}:${port}`;
}

/** An IPv6 address in brackets with all of its groups, as Java prints it: `[0:0:0:0:0:0:0:1]`. */
function javaAddress(address: string): string {
  if (!address.includes(":")) {
    return address;
  }
  // The groups in their shortest form, the longest run of zeros as two colons.
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = shortest.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array<string>(shortest.includes("::") ? 8 - before.length - after.length : 0).fill("0");
  return `[${[...before, ...zeros, ...after].join(":")}]`;
}

/** getHostName(), for which Java asks the resolver, and no port 11211. The name of a server given by its IP address is what that answers. */
function hostNameText(server: PlacementServer): string {
  const { host, name } = server;
  if (isIpAddress(host) && name === undefined) {
    throw new MemtoolError("USAGE", `spymemcached asks the resolver for the name of ${host}, which is not known here`, {
      hint: `write it before the address: NAME=${host}:${server.port}`,
    });
  }
  return ketamaText(isIpAddress(host) ? { ...server, host: name ?? host } : server);
}
