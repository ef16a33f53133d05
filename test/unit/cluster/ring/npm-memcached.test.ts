/** cluster/ring/npm-memcached.ts: where it is libketama, and where it is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [11211, 11212, 11213].map((port) => ({ host: "127.0.0.1", port }));
const KEYS = Array.from({ length: 1000 }, (_, index) => `user:${index}`);

function owners(client: string, servers: readonly PlacementServer[] = SERVERS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return KEYS.map((key) => ownerOfText(placement, key));
}

const points = (client: string, servers: readonly PlacementServer[]) =>
  createClientPlacement(parseClient(client), servers).layout().parts;

test("it is libketama's ring while doubles and floats count the same", () => {
  assert.deepEqual(owners("npm-memcached"), owners("ketama-weighted"));
  const weighted = SERVERS.map((server, index) => ({ ...server, weight: [32, 29, 59][index] as number }));
  assert.deepEqual(points("npm-memcached", weighted), [128, 116, 232]);
  assert.deepEqual(points("ketama-weighted", weighted), [128, 112, 236]);
  assert.notDeepEqual(owners("npm-memcached", weighted), owners("ketama-weighted", weighted));
});

test("vnodes, hash_ring and other digests are rings of their own", () => {
  assert.deepEqual(points("npm-memcached:vnodes=80", SERVERS), [320, 320, 320]);
  assert.deepEqual(points("npm-memcached:hash_ring", SERVERS), [120, 120, 120]);
  const all = ["", ":hash_ring", ":vnodes=80", ":algorithm=sha1"].map((options) => owners(`npm-memcached${options}`));
  assert.equal(new Set(all.map((one) => one.join(""))).size, all.length);
  assert.throws(() => owners("npm-memcached:algorithm=none"), { code: "USAGE" });
});
