/** pylibmc (libmemcached) fills real memcached servers; each key must be where the placement rule says, and nowhere else. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Address, formatAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { ownerOfText } from "../support/placement-vectors.ts";
import { PYLIBMC, runPythonClient } from "../support/real-clients.ts";
import type { ServerProcess } from "../support/server-process.ts";

const KEY_COUNT = 1000;
const KEYS = Array.from({ length: KEY_COUNT }, (_, index) => `key:${index}`);
/** With so many equal servers the floats of libmemcached give each of them 156 points instead of 160. */
const SERVER_COUNT = 25;

/** pylibmc's behaviors, the rule that is the same, and the weights of the servers. */
interface Case {
  readonly behaviors: object;
  readonly rule: string;
  readonly weights: readonly number[];
}

/** Servers and a client of each. */
interface Pool {
  readonly servers: readonly ServerProcess[];
  readonly addresses: readonly Address[];
  readonly clients: readonly MemcachedClient[];
}

const CASES: readonly Case[] = [
  { behaviors: { ketama: true }, rule: "ketama", weights: [1, 1, 1] },
  { behaviors: { ketama: true, hash: "md5" }, rule: "ketama:md5", weights: [1, 1, 1] },
  { behaviors: { ketama: true, hash: "murmur" }, rule: "ketama:murmur", weights: [1, 1, 1] },
  { behaviors: { ketama: true }, rule: "ketama", weights: [1, 2, 3] },
  { behaviors: { ketama_weighted: true }, rule: "ketama-weighted", weights: [1, 1, 1] },
  { behaviors: { ketama_weighted: true }, rule: "ketama-weighted", weights: [32, 29, 59] },
  { behaviors: { ketama_weighted: true }, rule: "ketama-weighted", weights: Array(SERVER_COUNT).fill(1) },
  { behaviors: {}, rule: "modula", weights: [1, 1, 1] },
  ...["md5", "crc", "fnv1_32", "fnv1a_32", "fnv1_64", "fnv1a_64", "murmur"].map((hash) => ({
    behaviors: { hash },
    rule: `modula:${hash}`,
    weights: [1, 1, 1],
  })),
];

const { skip } = needsMemcached();
/** Starts servers and connects to them. */
async function startPool(count: number, transport: "tcp" | "unix"): Promise<Pool> {
  const start = () => startMemcached({ args: ["-m", "8", "-t", "1"], transport });
  const servers = await Promise.all(Array.from({ length: count }, start));
  const addresses = servers.map(({ target }): Address => {
    return "port" in target ? { kind: "tcp", ...target, tls: false } : { kind: "unix", path: target.path };
  });
  return { servers, addresses, clients: addresses.map((address) => new MemcachedClient(address)) };
}

/** Empties the servers, has pylibmc store the keys in the first of them, and looks for each key on each server. */
async function checkPlacement({ addresses, clients }: Pool, { behaviors, rule, weights }: Case): Promise<void> {
  await Promise.all(clients.map((client) => client.flushAll()));
  const used = addresses.slice(0, weights.length);
  const texts = used.map((address, index) => {
    return address.kind === "unix" ? address.path : `${formatAddress(address)}:${weights[index]}`;
  });
  const stored = await runPythonClient("pylibmc_placement.py", [
    `servers=${texts.join(",")}`,
    `keys=${KEY_COUNT}`,
    `behaviors=${JSON.stringify(behaviors)}`,
  ]);
  assert.equal(Number(stored), KEY_COUNT);
  const servers = used.map((address, index) => placementServer({ ...address, weight: weights[index] ?? 1 }));
  const placement = createPlacement(parseClient(rule), servers);
  for (const [index, client] of clients.entries()) {
    const found = await client.getMany(KEYS);
    const expected = KEYS.filter((key) => ownerOfText(placement, key) === index);
    assert.deepEqual([...found.keys()].sort(), expected.sort());
  }
}

describe("where pylibmc puts keys", skip === false ? PYLIBMC.needs() : { skip }, () => {
  const pools: Partial<Record<"tcp" | "unix", Pool>> = {};
  before(async () => {
    pools.tcp = await startPool(SERVER_COUNT, "tcp");
    pools.unix = await startPool(3, "unix");
  });
  after(async () => {
    for (const { servers, clients } of Object.values(pools)) {
      for (const client of clients) client.close();
      await Promise.all(servers.map((server) => server.stop("SIGKILL")));
    }
  });

  for (const one of CASES) {
    test(`${JSON.stringify(one.behaviors)} with the weights ${one.weights.join(" ")} is ${one.rule}`, async () => {
      assert.ok(pools.tcp !== undefined);
      await checkPlacement(pools.tcp, one);
    });
  }
  for (const one of CASES.filter(({ rule, weights }) => rule.startsWith("ketama") && weights.join() === "1,1,1")) {
    test(`${JSON.stringify(one.behaviors)} over unix sockets is ${one.rule}`, async () => {
      assert.ok(pools.unix !== undefined);
      await checkPlacement(pools.unix, one);
    });
  }
});
