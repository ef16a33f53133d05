/** cluster/ring/mcrouter.ts: routing keys, salt, weights, tags. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [11211, 11212, 11213, 11214].map((port) => ({ host: "127.0.0.1", port }));
const KEYS = Array.from({ length: 2000 }, (_, index) => `user:${index}`);

function owners(client: string, servers: readonly PlacementServer[] = SERVERS, keys = KEYS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return keys.map((key) => ownerOfText(placement, key));
}

test("the routing prefix and what follows |#| do not count", () => {
  const dressed = KEYS.map((key) => `/region/cluster/${key}|#|etc`);
  for (const client of ["mcrouter", "mcrouter:crc32", "mcrouter:rendezvous"]) {
    assert.deepEqual(owners(client, SERVERS, dressed), owners(client));
  }
});

test("a salt stands behind the key", () => {
  const salted = KEYS.map((key) => `${key}pepper`);
  assert.deepEqual(owners("mcrouter:salt=pepper"), owners("mcrouter", SERVERS, salted));
});

test("weights: equal ones are Ch3, others share keys out", () => {
  assert.deepEqual(owners("mcrouter:weightedch3"), owners("mcrouter"));
  for (const client of ["mcrouter:weightedch3", "mcrouter:weightedrendezvous"]) {
    const weighted = SERVERS.map((server, index) => ({ ...server, weight: index === 0 ? 0.25 : 1 }));
    const part = owners(client, weighted).filter((owner) => owner === 0).length / KEYS.length;
    assert.ok(Math.abs(part - 0.25 / 3.25) < 0.025, `${client}: ${part}`);
  }
  assert.throws(() => owners("mcrouter:weightedch3", [{ host: "a", port: 1, weight: 2 }]), { code: "USAGE" });
});

test("rendezvous knows servers by their tags", () => {
  const tagged = SERVERS.map((server, index) => ({ ...server, host: `10.0.0.${index}`, name: `tag-${index}` }));
  const elsewhere = tagged.map((server) => ({ ...server, host: "10.9.9.9" }));
  assert.deepEqual(owners("mcrouter:rendezvous", tagged), owners("mcrouter:rendezvous", elsewhere));
});
