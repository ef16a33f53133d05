/** `dnssrv+` and `dnssrvnoa+`: the targets of a service. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatServerSource, parseServerSource } from "../../../../src/base/server-source.ts";
import { systemDns } from "../../../../src/cluster/discovery/dns.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";
import { srvSource, targetsOf } from "../../../../src/cluster/discovery/srv-source.ts";
import { startDnsServer } from "../../../support/dns-server.ts";

describe("the source", () => {
  it("resolves targets or keeps their names, by the port of the record or the one that was asked for", async (t) => {
    const server = await startDnsServer([
      [
        "_memcached._tcp.test",
        {
          services: [
            { host: "pod-1.test", port: 11312, weight: 20 },
            { host: "pod-0.test", port: 11311, weight: 0 },
          ],
        },
      ],
      ["pod-0.test", { addresses: ["10.0.0.1", "::1"], ttlS: 30 }],
      ["pod-1.test", { addresses: ["10.0.0.2"], ttlS: 3 }],
    ]);
    t.after(() => server.close());
    const read = async (word: string, usesWeights = false) => {
      const source = parseServerSource(word);
      assert.ok(source.kind === "dnssrv");
      const options = { dns: systemDns(server.address), usesWeights };
      return await srvSource(formatServerSource(source), source, options).read(new AbortController().signal);
    };
    const resolved = await read("dnssrv+_memcached._tcp.test");
    assert.deepEqual(resolved.nodes.map(nodeText), ["10.0.0.1:11311", "10.0.0.2:11312", "[::1]:11311"]);
    assert.equal(resolved.ttlMs, 3000);
    const named = await read("dnssrvnoa+_memcached._tcp.test", true);
    assert.deepEqual(named.nodes, [
      { host: "pod-0.test", port: 11311, weight: 1 },
      { host: "pod-1.test", port: 11312, weight: 20 },
    ]);
    assert.deepEqual((await read("dnssrvnoa+_memcached._tcp.test:7")).nodes.map(nodeText), [
      "pod-0.test:7",
      "pod-1.test:7",
    ]);
    await assert.rejects(read("dnssrv+_none._tcp.test"), { code: "CONNECT", message: /_none._tcp.test does not/ });
    server.table.delete("pod-1.test");
    await assert.rejects(read("dnssrv+_memcached._tcp.test"), { message: /pod-1.test does not resolve/ });
  });
});

describe("targetsOf", () => {
  it("cuts the last dot, and a target of . is none", () => {
    const records = [
      { host: "a.test.", port: 1, weight: 3 },
      { host: "", port: 0, weight: 0 },
      { host: ".", port: 0, weight: 0 },
    ];
    assert.deepEqual(targetsOf(records, undefined, false), [{ host: "a.test", port: 1, weight: 1 }]);
    assert.deepEqual(targetsOf(records, 9, true), [{ host: "a.test", port: 9, weight: 3 }]);
  });
});
