/** Messages of etcd's JSON gateway: those that etcd 3.4.23 sent, and odd ones. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  nodesPrefix,
  parseJson,
  prefixRange,
  readRange,
  readWatchMessage,
} from "../../../../src/cluster/discovery/etcd-messages.ts";

const PREFIX = nodesPrefix("c");

function pair(key: string, value: string): object {
  return { key: Buffer.from(key).toString("base64"), value: Buffer.from(value).toString("base64") };
}

function range(...pairs: object[]): object {
  return { header: { cluster_id: "7700523956968844684", revision: "9007199254740993" }, kvs: pairs };
}

describe("readRange", () => {
  it("reads nodes and a revision beyond 2^53", () => {
    const read = readRange(
      range(
        pair(`${PREFIX}a:1`, '{"host":"a","port":1,"weight":2,"version":"1.6.45"}'),
        pair(`${PREFIX}b:2`, '{"host":"::1","port":2,"name":"two","tls":true}'),
      ),
      PREFIX,
    );
    assert.deepEqual(read, {
      revision: 9007199254740993n,
      nodes: [
        { host: "a", port: 1, weight: 2 },
        { host: "::1", port: 2, weight: 1, name: "two", tls: true },
      ],
      strange: [],
    });
  });
  it("goes by the key where the value says nothing, and leaves strange keys aside", () => {
    const read = readRange(
      range(
        pair(`${PREFIX}a:1`, "{}"),
        pair(`${PREFIX}[::1]:2`, "no json"),
        pair(`${PREFIX}?`, '{"host":"\u001b[31m","port":1}'),
        pair(`${PREFIX}/run/m`, '{"host":"a","port":70000}'),
        pair(`${PREFIX}c:3`, '{"host":"c","port":3,"weight":-1,"name":"two words"}'),
      ),
      PREFIX,
    );
    assert.deepEqual(read.nodes, [
      { host: "a", port: 1, weight: 1 },
      { host: "::1", port: 2, weight: 1 },
      { host: "c", port: 3, weight: 1 },
    ]);
    assert.deepEqual(read.strange, ["?", "/run/m"]);
  });
  it("knows that nothing is left out as nothing", () => {
    assert.deepEqual(readRange({ header: { revision: "2" } }, PREFIX), { revision: 2n, nodes: [], strange: [] });
  });
  it("refuses what is no answer", () => {
    for (const answer of [
      undefined,
      {},
      { header: {} },
      { header: { revision: 2 } },
      "x",
      { header: { revision: "-" } },
    ]) {
      assert.throws(() => readRange(answer ?? null, PREFIX), { code: "PROTOCOL" });
    }
    assert.throws(() => parseJson("<html>"), { code: "PROTOCOL", message: /<html>/ });
  });
});

describe("prefixRange", () => {
  it("ends behind the prefix", () => {
    const { key, range_end: end } = prefixRange("/a/");
    assert.deepEqual([Buffer.from(key, "base64").toString(), Buffer.from(end, "base64").toString()], ["/a/", "/a0"]);
  });
});

describe("readWatchMessage", () => {
  const message = (result: object): string => JSON.stringify({ result: { header: { revision: "3" }, ...result } });
  it("tells changes from set-up, progress and compaction", () => {
    assert.equal(readWatchMessage(message({ created: true })), "quiet");
    assert.equal(readWatchMessage(message({})), "quiet");
    assert.equal(readWatchMessage(message({ events: [{ kv: {} }] })), "changed");
    assert.equal(readWatchMessage(message({ events: [{ type: "DELETE", kv: {} }] })), "changed");
    assert.equal(readWatchMessage(message({ canceled: true, compact_revision: "4" })), "compacted");
  });
  it("throws what etcd refuses", () => {
    assert.throws(() => readWatchMessage('{"error":{"grpc_code":14,"message":"no leader"}}'), {
      code: "SERVER",
      message: /no leader/,
    });
    assert.throws(() => readWatchMessage("<"), { code: "PROTOCOL" });
  });
});
