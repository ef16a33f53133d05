/** cluster/ring/php-memcache.ts: 1024 buckets of a ring, and weights. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [1, 3].map((weight) => ({ host: "10.0.0.1", port: 11210 + weight, weight }));

test("consistent: every key falls into one of 1024 buckets, dealt out by weight", () => {
  for (const client of ["php-memcache", "pecl-memcache:fnv"]) {
    const { layout, explain } = createClientPlacement(parseClient(client), SERVERS);
    const { parts, shares } = layout();
    assert.equal((parts[0] ?? 0) + (parts[1] ?? 0), 1024);
    assert.ok(Math.abs((shares[0] ?? 0) - 0.25) < 0.08, `${client}: ${shares[0]}`);
    const key = Buffer.from("key:0");
    const { choice, hash } = explain(key, 0, key.length);
    assert.deepEqual(choice, { kind: "bucket", method: "modulo", bucket: Number(hash) % 1024, bucketCount: 1024 });
  }
});

test("standard: a list with each server as often as its weight says", () => {
  const { layout } = createClientPlacement(parseClient("php-memcache:standard"), SERVERS);
  assert.deepEqual(layout().parts, [1, 3]);
});
