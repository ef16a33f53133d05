/** cluster/ring/perl.ts, and the rule that Perl's clients share with others: cluster/ring/classic-crc.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [1, 2, 3].map((weight) => ({ host: "127.0.0.1", port: 11210 + weight, weight }));
const KEYS = Array.from({ length: 1000 }, (_, index) => `user:${index}`);

function owners(client: string, keys = KEYS, servers: readonly PlacementServer[] = SERVERS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return keys.map((key) => ownerOfText(placement, key));
}

test("the classic rule is one rule for five clients", () => {
  const expected = owners("perl-cache-memcached");
  for (const client of [
    "perl-cache-memcached-fast",
    "python-memcached",
    "php-memcache:standard",
    "twemproxy:modula,crc32",
  ]) {
    assert.deepEqual(owners(client), expected, client);
  }
});

test("a namespace is hashed if asked for only", () => {
  const prefixed = KEYS.map((key) => `app:${key}`);
  const client = "perl-cache-memcached-fast:ketama_points=150,prefix=app:";
  assert.deepEqual(owners(client, prefixed), owners("perl-cache-memcached-fast:ketama_points=150"));
  assert.deepEqual(
    owners(`${client},hash_namespace`, prefixed),
    owners("perl-cache-memcached-fast:ketama_points=150", prefixed),
  );
});

test("points go by weight, fractions too", () => {
  const servers = [
    { host: "a", port: 1, weight: 0.5 },
    { host: "b", port: 1, weight: 1.25 },
  ];
  const client = parseClient("perl-cache-memcached-fast:ketama_points=10");
  assert.deepEqual(createClientPlacement(client, servers).layout().parts, [5, 13]);
});
