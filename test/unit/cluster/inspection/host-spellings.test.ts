import assert from "node:assert/strict";
import { test } from "node:test";
import { spellServers } from "../../../../src/cluster/inspection/host-spellings.ts";
import { type NameResolver, SYSTEM_RESOLVER } from "../../../../src/cluster/ring/resolve-names.ts";

const resolver: NameResolver = {
  address: async (name) => (name === "cache" ? "10.0.0.1" : await Promise.reject(new Error("not found"))),
  name: async (ip) => (ip === "10.0.0.2" ? "other" : ip),
};
const NEVER = new AbortController().signal;

test("names get their addresses, addresses their names; what nobody knows stays", async () => {
  const hosts = ["cache", "10.0.0.2", "10.0.0.3", "nobody"];
  const { servers, spellings } = await spellServers(
    hosts.map((host) => ({ host, port: 1 })),
    resolver,
    NEVER,
  );
  assert.deepEqual(
    servers.map(({ ip }) => ip),
    ["10.0.0.1", "10.0.0.2", "10.0.0.3", undefined],
  );
  assert.deepEqual(spellings, [
    { label: "by IP", hosts: ["10.0.0.1", "10.0.0.2", "10.0.0.3", undefined] },
    { label: "by name", hosts: ["cache", "other", undefined, "nobody"] },
  ]);
  const socket = await spellServers([{ host: "/run/m.sock", port: 0 }], resolver, NEVER);
  assert.deepEqual(socket.spellings[0]?.hosts, [undefined]);
});

test("a resolver that does not answer holds nobody up", async () => {
  const stop = new AbortController();
  const waiting = spellServers(
    [{ host: "a", port: 1 }],
    { ...resolver, address: () => new Promise(() => {}) },
    stop.signal,
  );
  stop.abort();
  assert.deepEqual(await waiting, { servers: [{ host: "a", port: 1 }], spellings: [] });
});

test("the system knows this machine, and no host of the reserved domain", async () => {
  assert.match(await SYSTEM_RESOLVER.address("localhost"), /^(127\.0\.0\.1|::1)$/);
  assert.notEqual(await SYSTEM_RESOLVER.name("127.0.0.1", 11211), "");
});
