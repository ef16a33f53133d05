/**
 * Where mcrouter puts a key: the hash functions of HashRoute (mcrouter/routes/HashRouteFactory.h, lib/Ch3HashFunc.h, lib/Crc32HashFunc.h,
 * lib/WeightedCh3HashFunc.cpp, lib/RendezvousHashHelper.h) over the part of the key that it routes by (lib/carbon/Keys.h).
 */
import { MemtoolError } from "../../base/errors.ts";
import { crc32 } from "../../base/hashkit.ts";
import { murmur64a } from "../../base/murmur64a.ts";
import { spookyHash32 } from "../../base/spooky-hash.ts";
import { word64 } from "../../base/wide-words.ts";
import { equalBuckets, hashedPlacement } from "./chooser.ts";
import { defineClient } from "./client-options.ts";
import { furcHash, furcSeedHash } from "./furc-hash.ts";
import { untilStop, withoutRoutingPrefix } from "./key-part.ts";
import { type ClientPlacement, hostPort, type PlacementServer } from "./placement.ts";

/** What ends the part of a key that is routed by. */
const ROUTING_STOP = "|#|";

/** WeightedCh3: the seed of the second hash, and how often another server is asked (lib/WeightedCh3HashFunc.cpp). */
const ACCEPTANCE_SEED = 0xface2014n;
const ACCEPTANCE_TRIES = 32;
const UINT32_MAX = 4294967295;

/** Rendezvous: the seeds of servers' and keys' hashes (lib/RendezvousHashHelper.h), and CityHash's multiplier (Hash128to64). */
const TAG_SEED = 4193360111n;
const KEY_SEED = 2718281828n;
const CITY_MULTIPLIER = 0x9ddfea08eb382d69n;
/** WeightedRendezvous makes a number from 0 to 1 of the low 53 bits. */
const FRACTION_BITS = 53n;

/** The proxy. */
export const MCROUTER = defineClient({
  describe: "mcrouter (2026); servers' names are its tags",
  options: {
    hash: {
      kind: "choice",
      choices: ["ch3", "crc32", "weightedch3", "rendezvous", "weightedrendezvous"],
      default: "ch3",
      describe: "hash_func of the hash; weights are 0 to 1 with weightedch3",
    },
    salt: { kind: "text", describe: "salt, put behind the key before it is hashed" },
  },
  create: ({ hash, salt }, servers) => {
    const hashed = salted(createHashFunc(hash, servers), salt);
    return withoutRoutingPrefix(untilStop(hashed, ROUTING_STOP));
  },
});

type HashFunc = "ch3" | "crc32" | "weightedch3" | "rendezvous" | "weightedrendezvous";

function createHashFunc(hashFunc: HashFunc, servers: readonly PlacementServer[]): ClientPlacement {
  switch (hashFunc) {
    case "ch3":
      return ch3(servers.length);
    case "crc32": {
      const hash = {
        name: "crc32&0x7fffffff",
        hash: (bytes: Uint8Array, start: number, end: number) => crc32(bytes, start, end) & 0x7fffffff,
      };
      return hashedPlacement(hash, equalBuckets(servers));
    }
    case "weightedch3":
      return weightedCh3(servers);
    case "rendezvous":
      return rendezvous(servers, (score) => Number(score));
    case "weightedrendezvous":
      return rendezvous(servers, weightedScore);
  }
}

/** Hashes the key with the salt behind it. */
function salted(inner: ClientPlacement, salt: string): ClientPlacement {
  if (salt === "") {
    return inner;
  }
  const suffix = Buffer.from(salt);
  const withSalt = (bytes: Uint8Array, start: number, end: number) =>
    Buffer.concat([bytes.subarray(start, end), suffix]);
  return {
    place: (bytes, start, end) => inner.place(withSalt(bytes, start, end), 0, end - start + suffix.length),
    explain: (bytes, start, end) => inner.explain(withSalt(bytes, start, end), 0, end - start + suffix.length),
    layout: inner.layout,
  };
}

function ch3(serverCount: number): ClientPlacement {
  return {
    place: (bytes, start, end) => furcHash(bytes, start, end, serverCount),
    explain: (bytes, start, end) => {
      const owner = furcHash(bytes, start, end, serverCount);
      const choice = { kind: "bucket", method: "ch3", bucket: owner, bucketCount: serverCount } as const;
      const hash = furcSeedHash(bytes, start, end);
      return { owner, hashed: bytes.slice(start, end), hashName: "murmur64a", hash, choice };
    },
    layout: () => layoutByWeight(Array<number>(serverCount).fill(1)),
  };
}

/** The parts of servers whose keys follow their weights exactly. */
function layoutByWeight(weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { kind: "bucket", parts: weights.map(() => 1), shares: weights.map((weight) => weight / total) } as const;
}

/** Ch3, but a server takes a key only with a chance of its weight; else the next try asks for another one. */
function weightedCh3(servers: readonly PlacementServer[]): ClientPlacement {
  const weights = servers.map(({ host, weight = 1 }) => {
    if (weight > 1) {
      throw new MemtoolError("USAGE", `cannot give the server ${JSON.stringify(host)} the weight ${weight}`, {
        hint: "mcrouter's weights are 0 to 1",
      });
    }
    return weight;
  });
  /** The key, from the second try on with the number of the tries before behind it, last digit first: 0, 1, ..., 01. */
  const lastTry = (key: Uint8Array): { readonly hashed: Uint8Array; readonly owner: number } => {
    for (let attempt = 0; ; attempt++) {
      const digits = attempt === 0 ? "" : [...String(attempt - 1)].reverse().join("");
      const hashed = Buffer.concat([key, Buffer.from(digits)]);
      const owner = furcHash(hashed, 0, hashed.length, weights.length);
      const chance = spookyHash32(hashed, 0, hashed.length, ACCEPTANCE_SEED);
      if (chance < (weights[owner] as number) * UINT32_MAX || attempt === ACCEPTANCE_TRIES - 1) {
        return { hashed, owner };
      }
    }
  };
  return {
    place: (bytes, start, end) => lastTry(bytes.subarray(start, end)).owner,
    explain: (bytes, start, end) => {
      const { hashed, owner } = lastTry(bytes.subarray(start, end));
      const choice = { kind: "bucket", method: "weighted ch3", bucket: owner, bucketCount: weights.length } as const;
      const hash = furcSeedHash(hashed, 0, hashed.length);
      return { owner, hashed, hashName: "murmur64a", hash, choice };
    },
    layout: () => layoutByWeight(weights),
  };
}

/** Every server's tag and the key make a score; of equal ones the last server has the key. */
function rendezvous(
  servers: readonly PlacementServer[],
  scoreOf: (hash: bigint, weight: number) => number,
): ClientPlacement {
  const tags = servers.map((server) => {
    const tag = Buffer.from(server.name ?? hostPort(server));
    return { hash: murmur64a(tag, 0, tag.length, TAG_SEED), weight: server.weight ?? 1 };
  });
  const scoresOf = (keyHash: bigint) => tags.map(({ hash, weight }) => scoreOf(cityHash(hash, keyHash), weight));
  const highest = (scores: readonly number[]) =>
    scores.reduce((best, score, index) => (score >= (scores[best] as number) ? index : best), 0);
  const weights = scoreOf === weightedScore ? tags.map(({ weight }) => weight) : tags.map(() => 1);
  return {
    place: (bytes, start, end) => highest(scoresOf(murmur64a(bytes, start, end, KEY_SEED))),
    explain: (bytes, start, end) => {
      const hash = murmur64a(bytes, start, end, KEY_SEED);
      const scores = scoresOf(hash);
      const hashed = bytes.slice(start, end);
      return { owner: highest(scores), hashed, hashName: "murmur64a", hash, choice: { kind: "score", scores } };
    },
    layout: () => ({ ...layoutByWeight(weights), kind: "score", parts: [] }),
  };
}

function weightedScore(hash: bigint, weight: number): number {
  return weight / -Math.log(Number(BigInt.asUintN(Number(FRACTION_BITS), hash)) / 2 ** Number(FRACTION_BITS));
}

/** Hash128to64 of CityHash. */
function cityHash(upper: bigint, lower: bigint): bigint {
  const first = word64((lower ^ upper) * CITY_MULTIPLIER);
  const second = word64((upper ^ first ^ (first >> 47n)) * CITY_MULTIPLIER);
  return word64((second ^ (second >> 47n)) * CITY_MULTIPLIER);
}
