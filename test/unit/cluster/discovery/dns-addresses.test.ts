/** Both families as one answer. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DnsAddress, DnsAnswer, DnsPort } from "../../../../src/cluster/discovery/dns.ts";
import { mergeFamilies, resolveName } from "../../../../src/cluster/discovery/dns-addresses.ts";

const found = (ttlS: number, ...addresses: string[]): DnsAnswer<DnsAddress> => ({
  kind: "found",
  records: addresses.map((address) => ({ address, ttlS })),
});
const NONE: DnsAnswer<DnsAddress> = { kind: "none", reason: "nothing" };
const FAILED: DnsAnswer<DnsAddress> = { kind: "failed", reason: "late" };

describe("mergeFamilies", () => {
  it("sorts, and holds as long as the shortest", () => {
    assert.deepEqual(mergeFamilies(found(60, "10.0.0.2", "10.0.0.1"), found(5, "::1"), []), {
      addresses: ["10.0.0.1", "10.0.0.2", "::1"],
      ttlMs: 5000,
      families: [4, 6],
    });
    assert.deepEqual(mergeFamilies(NONE, found(5, "::1"), []), { addresses: ["::1"], ttlMs: 5000, families: [6] });
  });
  it("does without a family that fails, unless it was there before", () => {
    const one = { addresses: ["10.0.0.1"], ttlMs: 60_000, families: [4] };
    assert.deepEqual(mergeFamilies(found(60, "10.0.0.1"), FAILED, []), one);
    assert.deepEqual(mergeFamilies(found(60, "10.0.0.1"), FAILED, [4]), one);
    assert.deepEqual(mergeFamilies(found(60, "10.0.0.1"), FAILED, [4, 6]), FAILED);
    assert.deepEqual(mergeFamilies(FAILED, found(60, "::1"), [4]), FAILED);
  });
  it("tells a failure rather than that there is nothing", () => {
    assert.deepEqual(mergeFamilies(NONE, NONE, []), NONE);
    assert.deepEqual(mergeFamilies(NONE, FAILED, []), FAILED);
    assert.deepEqual(mergeFamilies(FAILED, NONE, []), FAILED);
  });
});

function dnsOf(answer: DnsAnswer<DnsAddress>, system: DnsAnswer<string>, asked: string[] = []): DnsPort {
  return {
    addresses: async (name, family) => {
      asked.push(`${name}/${family}`);
      return answer;
    },
    services: async () => ({ kind: "none", reason: "" }),
    system: async (name) => {
      asked.push(`${name}/system`);
      return system;
    },
  };
}

describe("resolveName", () => {
  it("asks the DNS for names with a dot, and the machine for others and for what the DNS does not know", async () => {
    const asked: string[] = [];
    const system: DnsAnswer<string> = { kind: "found", records: ["10.0.0.2", "10.0.0.1", "10.0.0.2"] };
    const dns = dnsOf(NONE, system, asked);
    const addresses = ["10.0.0.1", "10.0.0.2"];
    assert.deepEqual((await resolveName(dns, "cache.shop", [])).addresses, addresses);
    assert.deepEqual((await resolveName(dns, "cache", [])).addresses, addresses);
    assert.deepEqual(asked, ["cache.shop/4", "cache.shop/6", "cache.shop/system", "cache/system"]);
  });
  it("takes an IP address as it is", async () => {
    const asked: string[] = [];
    const dns = dnsOf(NONE, NONE as DnsAnswer<string>, asked);
    for (const address of ["10.0.0.1", "::1", "fe80::1%eth0"]) {
      assert.deepEqual((await resolveName(dns, address, [])).addresses, [address]);
    }
    assert.deepEqual(asked, []);
  });
  it("says why a name does not resolve", async () => {
    const nothing: DnsAnswer<string> = { kind: "none", reason: "no such name" };
    await assert.rejects(resolveName(dnsOf(NONE, nothing), "a.b", []), {
      code: "CONNECT",
      message: "the name a.b does not resolve: nothing",
    });
    await assert.rejects(resolveName(dnsOf(FAILED, nothing), "a.b", []), { message: /: late$/, hint: /reachable/ });
    await assert.rejects(resolveName(dnsOf(NONE, nothing), "a", []), { message: /: no such name$/ });
  });
});
