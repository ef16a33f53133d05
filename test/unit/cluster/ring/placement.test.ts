/** cluster/ring/placement.ts: addresses as the servers of a placement. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { placementServer } from "../../../../src/cluster/ring/placement.ts";

test("an address is placed by its host and port, a socket by its path and port 0", () => {
  const place = (text: string) => placementServer(parseAddress(text));
  assert.deepEqual(place("memcacheds://user:word@cache.example"), { host: "cache.example", port: 11211, weight: 1 });
  assert.deepEqual(place("[::1]:11311"), { host: "::1", port: 11311, weight: 1 });
  assert.deepEqual(place("/run/memcached.sock"), { host: "/run/memcached.sock", port: 0, weight: 1 });
  assert.deepEqual(place("one=cache:1*3"), { host: "cache", port: 1, weight: 3, name: "one" });
});
