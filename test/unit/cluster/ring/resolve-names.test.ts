/** cluster/ring/resolve-names.ts: only Java's ring asks the resolver. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClient } from "../../../../src/cluster/ring/clients.ts";
import { type NameResolver, resolveNames } from "../../../../src/cluster/ring/resolve-names.ts";

const SERVERS = [
  { host: "cache-a", port: 11211 },
  { host: "10.0.0.2", port: 11211 },
];

const RESOLVER: NameResolver = {
  address: async (name) => (name === "cache-a" ? "10.0.0.1" : assert.fail(name)),
  name: async (address) => (address === "10.0.0.2" ? "cache-b" : assert.fail(address)),
};

const UNABLE: NameResolver = {
  address: async () => Promise.reject(new Error("ENOTFOUND")),
  name: async () => Promise.reject(new Error("ENOTFOUND")),
};

test("spymemcached's ring needs the address of a name, its other format the name of an address", async () => {
  assert.deepEqual(await resolveNames(parseClient("spymemcached:ketama"), SERVERS, RESOLVER), [
    { host: "cache-a", port: 11211, ip: "10.0.0.1" },
    { host: "10.0.0.2", port: 11211 },
  ]);
  assert.deepEqual(await resolveNames(parseClient("spymemcached:ketama,format=libmemcached"), SERVERS, RESOLVER), [
    { host: "cache-a", port: 11211 },
    { host: "10.0.0.2", port: 11211, name: "cache-b" },
  ]);
  const named = [{ host: "10.0.0.2", port: 1, name: "mine" }];
  assert.deepEqual(await resolveNames(parseClient("spymemcached:ketama,format=libmemcached"), named, UNABLE), named);
});

test("other rules ask nobody, and one that cannot be answered says so", async () => {
  for (const client of ["ketama", "dalli", "spymemcached"]) {
    assert.equal(await resolveNames(parseClient(client), SERVERS, UNABLE), SERVERS);
  }
  await assert.rejects(resolveNames(parseClient("spymemcached:ketama"), SERVERS, UNABLE), {
    code: "CONNECT",
    message: /"cache-a".*ENOTFOUND/,
  });
});
