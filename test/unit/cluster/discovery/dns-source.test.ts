/** `dns+name`: servers by addresses of a name, while they change. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { systemDns } from "../../../../src/cluster/discovery/dns.ts";
import { dnsSource } from "../../../../src/cluster/discovery/dns-source.ts";
import { startDnsServer } from "../../../support/dns-server.ts";

it("every address is a server, and a family that fails does not make its servers disappear", async (t) => {
  const both = { addresses: ["10.0.0.2", "10.0.0.1", "::1"], ttlS: 9 };
  const server = await startDnsServer([["cache.test", both]]);
  t.after(() => server.close());
  const address = { kind: "tcp", host: "cache.test", port: 11311, tls: false } as const;
  const source = dnsSource("dns+cache.test:11311", address, systemDns(server.address));
  const { signal } = new AbortController();
  const first = await source.read(signal);
  assert.equal(first.ttlMs, 9000);
  assert.deepEqual(first.nodes, [
    { host: "10.0.0.1", ip: "10.0.0.1", port: 11311, weight: 1 },
    { host: "10.0.0.2", ip: "10.0.0.2", port: 11311, weight: 1 },
    { host: "::1", ip: "::1", port: 11311, weight: 1 },
  ]);
  server.table.set("cache.test", { ...both, fails: ["AAAA"] });
  await assert.rejects(source.read(signal), { code: "CONNECT", message: /SERVFAIL/ });
  server.table.set("cache.test", { addresses: ["10.0.0.3"] });
  assert.deepEqual(
    (await source.read(signal)).nodes.map(({ host }) => host),
    ["10.0.0.3"],
  );
  server.table.set("cache.test", { addresses: ["10.0.0.3"], fails: ["AAAA"] });
  assert.equal((await source.read(signal)).nodes.length, 1, "nobody misses a family that was not there");
  server.table.delete("cache.test");
  await assert.rejects(source.read(signal), { message: /cache.test does not resolve: there is no such name/ });
});
