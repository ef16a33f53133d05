import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePoolFile } from "../../../../src/cluster/discovery/pool-file.ts";
import { mcrouterConfig } from "../../../../src/cluster/engines/mcrouter-json.ts";
import { parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [
  { host: "10.0.0.1", port: 11211, weight: 0.5 },
  { host: "::1", port: 11212, weight: 1, name: "b" },
];

function configOf(client: string): object {
  return mcrouterConfig({ rule: parseClient(client), servers: SERVERS, agreed: 1 }, "pool");
}

test("the hash as mcrouter calls it, with what it needs", () => {
  const hashOf = (client: string) => (configOf(client) as { route: { hash: unknown } }).route.hash;
  assert.deepEqual(hashOf("mcrouter"), { hash_func: "Ch3" });
  assert.deepEqual(hashOf("mcrouter:crc32,salt=x"), { hash_func: "Crc32", salt: "x" });
  assert.deepEqual(hashOf("mcrouter:weightedch3"), { hash_func: "WeightedCh3", weights: [0.5, 1] });
  assert.deepEqual(hashOf("mcrouter:weightedrendezvous"), {
    hash_func: "WeightedRendezvous",
    weights: [0.5, 1],
    tags: ["10.0.0.1:11211", "b"],
  });
});

test("the reader of mcrouter's files reads it", async () => {
  const { nodes, placement } = await parsePoolFile(JSON.stringify(configOf("mcrouter:weightedch3")), {
    path: "x.json",
    poolName: undefined,
  });
  assert.deepEqual(
    nodes.map(({ host, port, weight }) => [host, port, weight]),
    [
      ["10.0.0.1", 11211, 0.5],
      ["::1", 11212, 1],
    ],
  );
  assert.match(placement ?? "", /weightedch3/);
});
