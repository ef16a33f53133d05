/** From words to sources. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseServerSource } from "../../../../src/base/server-source.ts";
import { systemDns } from "../../../../src/cluster/discovery/dns.ts";
import { openSource } from "../../../../src/cluster/discovery/open-source.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";
import { startDnsServer } from "../../../support/dns-server.ts";

it("opens what a word names", async (t) => {
  const server = await startDnsServer([
    ["cache.test", { addresses: ["10.0.0.1"] }],
    ["_m._tcp.test", { services: [{ host: "cache.test", port: 5, weight: 4 }] }],
  ]);
  t.after(() => server.close());
  const options = { dns: systemDns(server.address), fetch, tls: undefined, usesSrvWeights: true };
  const open = (word: string) => openSource(parseServerSource(word), options);
  const read = async (word: string) => (await open(word).read(new AbortController().signal)).nodes;
  assert.deepEqual((await read("dns+cache.test:1")).map(nodeText), ["10.0.0.1:1"]);
  assert.deepEqual((await read("dnssrv+_m._tcp.test")).map(nodeText), ["10.0.0.1:5"]);
  assert.deepEqual(await read("dnssrvnoa+_m._tcp.test"), [{ host: "cache.test", port: 5, weight: 4 }]);
  assert.deepEqual((await read("a:1")).map(nodeText), ["a:1"]);
  assert.equal(open("a:1").refreshMs, undefined, "a server that was named stays");
  assert.ok(open("elasticache+a").neverGoesBack);
  assert.ok(open("etcd://a/c").changed !== undefined);
  assert.equal(open("etcd://u:secret@a/c").name, "etcd://u@a:2379/c");
});
