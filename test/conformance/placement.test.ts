/** pylibmc (libmemcached) fills real memcached servers; each key must be where the placement rule says, and nowhere else. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Address, formatAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { createPlacement, parsePlacement } from "../../src/cluster/ring/rules.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { ownerOfText } from "../support/placement-vectors.ts";
import { PYLIBMC, runPythonClient } from "../support/real-clients.ts";
import type { ServerProcess } from "../support/server-process.ts";

const KEY_COUNT = 1000;
const KEYS = Array.from({ length: KEY_COUNT }, (_, index) => `key:${index}`);
/** With so many equal servers the floats of libmemcached give each of them 156 points instead of 160. */
const SERVER_COUNT = 25;

/** pylibmc's behaviors, the rule that is the same, and the weights of the servers. */
const CASES: readonly { behaviors: object; rule: string; weights: readonly number[] }[] = [
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
describe("where pylibmc puts keys", skip === false ? PYLIBMC.needs() : { skip }, () => {
  let servers: ServerProcess[] = [];
  let clients: MemcachedClient[] = [];
  let addresses: Address[] = [];
  before(async () => {
    servers = await Promise.all(
      Array.from({ length: SERVER_COUNT }, () => startMemcached({ args: ["-m", "8", "-t", "1"] })),
    );
    addresses = servers.map(({ target }) => {
      assert.ok("port" in target);
      return { kind: "tcp", ...target, tls: false };
    });
    clients = addresses.map((address) => new MemcachedClient(address));
  });
  after(async () => {
    for (const client of clients) client.close();
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  for (const { behaviors, rule, weights } of CASES) {
    test(`${JSON.stringify(behaviors)} with the weights ${weights.join(" ")} is ${rule}`, async () => {
      await Promise.all(clients.map((client) => client.flushAll()));
      const used = addresses.slice(0, weights.length);
      const texts = used.map((address, index) => `${formatAddress(address)}:${weights[index]}`);
      const stored = await runPythonClient("pylibmc_placement.py", [
        `servers=${texts.join(",")}`,
        `keys=${KEY_COUNT}`,
        `behaviors=${JSON.stringify(behaviors)}`,
      ]);
      assert.equal(Number(stored), KEY_COUNT);
      const placement = createPlacement(
        parsePlacement(rule),
        used.map((address, index) => placementServer(address, weights[index])),
      );
      for (const [index, client] of clients.entries()) {
        const found = await client.getMany(KEYS);
        assert.deepEqual([...found.keys()].sort(), KEYS.filter((key) => ownerOfText(placement, key) === index).sort());
      }
    });
  }
});
