/** cluster/ring/libmemcached.ts: what its options change; the files of real placements are test/conformance/placement-vectors. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 2000 }, (_, index) => `user:${index}`);
const SERVERS = [11211, 11212, 11213].map((port) => ({ host: "10.0.0.1", port }));

function owners(client: string, servers: readonly PlacementServer[] = SERVERS, keys = KEYS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return keys.map((key) => ownerOfText(placement, key));
}

describe("libmemcached and what is built on it", () => {
  it("ketama is the consistent distribution under another name, in all three", () => {
    const expected = owners("ketama");
    for (const client of ["libmemcached:ketama", "pylibmc:consistent", "php-memcached:consistent_ketama"]) {
      assert.deepEqual(owners(client), expected, client);
    }
    assert.notDeepEqual(owners("ketama-weighted"), expected);
  });

  it("one weight above 1 takes libketama's points and keeps the hash of the keys", () => {
    const servers = SERVERS.map((server, index) => ({ ...server, weight: index + 1 }));
    assert.deepEqual(owners("libmemcached:ketama,hash=md5", servers), owners("ketama-weighted", servers));
    assert.notDeepEqual(owners("libmemcached:ketama", servers), owners("ketama-weighted", servers));
  });

  it("ketama_weighted hashes keys by md5 unless a hash is chosen", () => {
    assert.deepEqual(owners("pylibmc:ketama_weighted,hash=md5"), owners("pylibmc:ketama_weighted"));
    assert.deepEqual(owners("pylibmc:ketama_weighted,hash=one_at_a_time"), owners("twemproxy:hash=one_at_a_time"));
  });

  it("ketama_spy has a slash and the port in its texts", () => {
    // The points of `/10.0.0.1:11211-0` and so on are those of a server of that name on the other ring.
    const named = SERVERS.map(({ host, port }) => ({ host: `/${host}:${port}`, port: 11211 }));
    assert.deepEqual(owners("libmemcached:ketama_spy"), owners("libmemcached:consistent", named));
  });

  it("modula pays no heed to weights; sort_hosts none to the order", () => {
    assert.deepEqual(
      owners("modula", [
        { host: "a", port: 1, weight: 9 },
        { host: "b", port: 1 },
      ]),
      owners("modula", SERVERS.slice(1)),
    );
    const hosts = [
      { host: "b", port: 2 },
      { host: "a", port: 9 },
      { host: "b", port: 10 },
    ];
    const sorted = owners("libmemcached:sort_hosts", hosts);
    assert.deepEqual(
      sorted,
      owners("libmemcached").map((owner) => [1, 0, 2][owner]),
    );
  });

  it("virtual buckets are masked out of the hash", () => {
    const mapped = owners("php-memcached:virtual_bucket,buckets=2-0-1-1");
    const four = owners("modula", Array(4).fill(SERVERS[0]));
    assert.deepEqual(
      mapped,
      four.map((bucket) => [2, 0, 1, 1][bucket]),
    );
    for (const buckets of ["", "0-1-2", "0-3", "0-x", "0--1"]) {
      const make = () => owners(`libmemcached:virtual_bucket,buckets=${buckets}`);
      assert.throws(make, { code: "USAGE" }, buckets);
    }
  });

  it("a prefix counts for nothing, unless it is hashed", () => {
    const prefixed = KEYS.map((key) => `app:${key}`);
    assert.deepEqual(owners("pylibmc:prefix=app:", SERVERS, prefixed), owners("pylibmc"));
    assert.deepEqual(owners("pylibmc:prefix=app:"), owners("pylibmc"));
    assert.deepEqual(
      owners("pylibmc:prefix=app:,hash_with_prefix", SERVERS, prefixed),
      owners("pylibmc", SERVERS, prefixed),
    );
  });

  it("random places nothing", () => {
    assert.throws(() => owners("libmemcached:random"), { code: "USAGE", hint: /any of them/ });
  });
});
