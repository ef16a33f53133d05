/** Which rules are tried when nobody knows how a pool was filled: every client with its defaults and the options people set. */
import { CLIENT_NAMES, type ClientRule, parseClient } from "../ring/clients.ts";
import { KEY_HASH_NAMES } from "../ring/key-hashes.ts";

/** Names for rules of which the clients below are the users. */
const NAMELESS = new Set(["ketama", "ketama-weighted", "modula"]);

/** Hashes beside the default. */
const HASHES = KEY_HASH_NAMES.filter((name) => name !== "one_at_a_time");

/** nutcracker has no murmur3, and its crc32 is what libmemcached calls crc. */
const TWEMPROXY_HASHES = [...HASHES.filter((hash) => hash !== "crc" && hash !== "murmur3"), "crc32"];

/** The options that are tried of clients that have more than their defaults; commas between those that belong together. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  libmemcached: [
    "ketama",
    "ketama_weighted",
    "sort_hosts",
    ...HASHES.filter((hash) => hash !== "crc16" && hash !== "crc32a").flatMap((hash) => [
      `hash=${hash}`,
      `ketama,hash=${hash}`,
    ]),
  ],
  pylibmc: ["ketama", "ketama_weighted", "hash=md5", "hash=crc"],
  "php-memcached": ["libketama_compatible", "distribution=consistent", "hash=md5", "hash=crc"],
  "php-memcache": ["hash_function=fnv", "hash_strategy=standard", "hash_strategy=standard,hash_function=fnv"],
  pymemcache: ["bytes_keys"],
  "python-memcached": ["hash=crc32"],
  "perl-cache-memcached-fast": ["ketama_points=150"],
  spymemcached: [
    "locator=ketama",
    "locator=ketama,format=libmemcached",
    ...["crc", "fnv1_64", "fnv1a_64", "fnv1_32", "fnv1a_32", "md5"].map((hash) => `hash=${hash}`),
  ],
  "npm-memcached": ["compatibility=hash_ring"],
  "npm-memcache": ["hash=modula"],
  twemproxy: [
    ...TWEMPROXY_HASHES.filter((hash) => hash !== "fnv1a_64").map((hash) => `hash=${hash}`),
    ...[...TWEMPROXY_HASHES, "one_at_a_time"].map((hash) => `hash=${hash},distribution=modula`),
    "hash_tag={}",
    "hash=md5,hash_tag={}",
    "hash=murmur,hash_tag={}",
  ],
  mcrouter: ["hash=crc32", "hash=weightedch3", "hash=rendezvous", "hash=weightedrendezvous"],
  "memcached-proxy": [
    "dist=ring",
    "dist=ring,omode=ketama,hash=md5",
    "dist=ring,omode=twemproxy,hash=md5",
    "dist=ring,omode=evcache,hash=md5",
    "tags={}",
  ],
};

/** Options that only matter where keys have such a part. */
const TAGGED = /(hash_tag|tags)=\{\}/;

/**
 * The rules, those of the most used clients first.
 * @param hasTags whether keys have a part in braces; without, hash tags change nothing
 * @param prefix tried as what clients put before their keys, besides nothing
 */
export function ruleCandidates(hasTags: boolean, prefix: string | undefined): ClientRule[] {
  const clients = CLIENT_NAMES.filter((name) => !NAMELESS.has(name));
  const texts = clients.flatMap((client) => [
    client,
    ...(OPTIONS[client] ?? [])
      .filter((options) => hasTags || !TAGGED.test(options))
      .map((options) => `${client}:${options}`),
  ]);
  return [...texts, ...(prefix === undefined ? [] : texts.map((text) => withPrefix(text, prefix)))].flatMap((text) => {
    const rule = text === undefined ? undefined : parseClient(text);
    return rule === undefined ? [] : [rule];
  });
}

/** Undefined for clients that know no prefix. */
function withPrefix(text: string, prefix: string): string | undefined {
  const escaped = prefix.replace(/[%,]/g, (sign) => (sign === "%" ? "%25" : "%2C"));
  const whole = `${text}${text.includes(":") ? "," : ":"}prefix=${escaped}`;
  try {
    parseClient(whole);
    return whole;
  } catch {
    return undefined;
  }
}
