/** cluster/ring/npm-memcache.ts: an FNV-1a that is none, points with a sign, weights. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [1, 2].map((weight) => ({ host: "10.0.0.1", port: 11210 + weight, weight }));

test("fifty points for each weight, or a list", () => {
  assert.deepEqual(createClientPlacement(parseClient("npm-memcache"), SERVERS).layout().parts, [50, 100]);
  assert.deepEqual(createClientPlacement(parseClient("npm-memcache:modula"), SERVERS).layout().parts, [1, 2]);
});

test("its hash multiplies in doubles, which lose bits of the product", () => {
  const key = Buffer.from("key:0");
  const { hash } = createClientPlacement(parseClient("npm-memcache:modula"), SERVERS).explain(key, 0, key.length);
  let exact = 0x811c9dc5;
  let lossy = 0x811c9dc5;
  for (const unit of key) {
    exact = Math.imul(exact ^ unit, 16777619);
    lossy = ((lossy ^ unit) * 16777619) | 0;
  }
  assert.equal(hash, lossy >>> 0);
  assert.notEqual(hash, exact >>> 0);
});
