/** cluster/ring/memcached-proxy.ts: filters, seeds and the manners of its ring that other clients share. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [11211, 11212, 11213].map((port) => ({ host: "127.0.0.1", port }));
const KEYS = Array.from({ length: 300 }, (_, index) => `user:${index}`);

function owners(client: string, keys: readonly string[] = KEYS): number[] {
  const placement = createPlacement(parseClient(client), SERVERS);
  return keys.map((key) => ownerOfText(placement, key));
}

test("its rings by md5 are libketama's and spymemcached's", () => {
  assert.deepEqual(owners("mcproxy:ring,twemproxy,hash=md5"), owners("ketama-weighted"));
  assert.deepEqual(owners("memcached-proxy:ring,ketama,hash=md5"), owners("spymemcached:ketama"));
  assert.notDeepEqual(owners("memcached-proxy:ring,evcache,hash=md5"), owners("spymemcached:ketama"));
});

test("filters: what stands before the stop, or between the tags", () => {
  const plain = owners("memcached-proxy");
  assert.deepEqual(
    owners(
      "memcached-proxy:stop=|#|",
      KEYS.map((key) => `${key}|#|more`),
    ),
    plain,
  );
  assert.deepEqual(
    owners(
      "memcached-proxy:tags={}",
      KEYS.map((key) => `x{${key}}y`),
    ),
    plain,
  );
  assert.throws(() => owners("memcached-proxy:stop=|,tags={}"), { code: "USAGE" });
});

test("a seed makes another pool, obuckets another ring", () => {
  assert.notDeepEqual(owners("memcached-proxy:seed=text"), owners("memcached-proxy"));
  assert.notDeepEqual(owners("memcached-proxy:ring,obuckets=40"), owners("memcached-proxy:ring"));
  assert.notDeepEqual(owners("memcached-proxy:hash=md5"), owners("memcached-proxy"));
});
