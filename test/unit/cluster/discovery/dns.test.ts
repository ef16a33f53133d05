/** Questions to a DNS server over UDP, and what codes mean. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answerOf, type DnsPort, systemDns } from "../../../../src/cluster/discovery/dns.ts";
import { type DnsServer, startDnsServer } from "../../../support/dns-server.ts";

describe("systemDns", () => {
  let server: DnsServer;
  let dns: DnsPort;
  before(async () => {
    server = await startDnsServer([
      ["cache.test", { addresses: ["10.0.0.2", "10.0.0.1", "2001:db8::7"], ttlS: 7 }],
      ["_memcached._tcp.test", { services: [{ host: "pod-0.test", port: 11311, weight: 5, priority: 1 }] }],
      ["broken.test", { fails: ["A", "SRV"] }],
    ]);
    dns = systemDns(server.address);
  });
  after(() => server.close());
  it("reads A, AAAA and SRV, with their life times", async () => {
    assert.deepEqual(await dns.addresses("cache.test", 4), {
      kind: "found",
      records: [
        { address: "10.0.0.2", ttlS: 7 },
        { address: "10.0.0.1", ttlS: 7 },
      ],
    });
    assert.deepEqual(await dns.addresses("cache.test", 6), {
      kind: "found",
      records: [{ address: "2001:db8::7", ttlS: 7 }],
    });
    assert.deepEqual(await dns.services("_memcached._tcp.test"), {
      kind: "found",
      records: [{ host: "pod-0.test", port: 11311, weight: 5 }],
    });
  });
  it("tells what is not there from what nobody knows", async () => {
    assert.deepEqual(await dns.addresses("nowhere.test", 4), { kind: "none", reason: "there is no such name" });
    assert.deepEqual(await dns.services("cache.test"), { kind: "none", reason: "the name has no such record" });
    assert.deepEqual(await dns.addresses("broken.test", 4), {
      kind: "failed",
      reason: "the DNS server failed (SERVFAIL)",
    });
  });
  it("does not ask the machine behind the server it was told to ask", async () => {
    assert.deepEqual(await dns.system("localhost"), { kind: "none", reason: "there is no such name" });
  });
  it("asks the machine otherwise", async () => {
    const answer = await systemDns().system("localhost");
    assert.ok(answer.kind === "found" && answer.records.some((address) => /^(127\.|::1$)/.test(address)));
  });
  it("refuses a server that cannot be one", () => {
    assert.throws(() => systemDns("dns.example.com"), { code: "USAGE", message: /--dns-server "dns.example.com"/ });
  });
});

it("an error without a code is a bug", async () => {
  const bug = new TypeError("oops");
  await assert.rejects(
    answerOf(() => Promise.reject(bug)),
    bug,
  );
  assert.deepEqual(await answerOf(() => Promise.resolve([])), { kind: "none", reason: "the name has no such record" });
  const odd = Object.assign(new Error("x"), { code: "EODD" });
  assert.deepEqual(await answerOf(() => Promise.reject(odd)), { kind: "failed", reason: "EODD" });
});
