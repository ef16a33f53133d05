/** `elasticache+host:port` against endpoints of all kinds, and the real memcached, which is none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { clusterSource } from "../../../../src/cluster/discovery/cluster-source.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";
import { type EndpointKind, startClusterEndpoint } from "../../../support/cluster-endpoint.ts";
import { needsMemcached, startMemcached } from "../../../support/memcached.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";
import { addressOf } from "../../../support/server-process.ts";

function read(address: ReturnType<typeof parseAddress>, timeoutMs?: number, signal = new AbortController().signal) {
  assert.ok(address.kind === "tcp");
  const options = { tls: undefined, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  return clusterSource("elasticache+x", address, options).read(signal);
}

async function started(t: { after(end: () => unknown): void }, kind?: EndpointKind) {
  const endpoint = await startClusterEndpoint(kind);
  t.after(() => endpoint.close());
  return endpoint;
}

describe("clusterSource", () => {
  it("reads the cluster", async (t) => {
    const endpoint = await started(t);
    endpoint.tell(12, ["a|10.0.0.1|11211", "b||11212"]);
    const { version, nodes } = await read(endpoint.address);
    assert.equal(version, 12n);
    assert.deepEqual(nodes.map(nodeText), ["a:11211", "b:11212"]);
    assert.deepEqual(endpoint.lines, ["config get cluster"]);
  });
  it("falls back to the key of old engines", async (t) => {
    const endpoint = await started(t, "legacy");
    endpoint.tell(2, ["a|10.0.0.1|11211"]);
    assert.equal((await read(endpoint.address)).version, 2n);
    assert.deepEqual(endpoint.lines, ["config get cluster", "get AmazonElastiCache:cluster"]);
  });
  it("knows an endpoint without nodes", async (t) => {
    const endpoint = await started(t);
    assert.deepEqual(await read(endpoint.address), { nodes: [], version: 0n });
  });
  it("says what something else answered", async (t) => {
    const plain = await started(t, "plain");
    await assert.rejects(read(plain.address), {
      code: "SERVER",
      message: /is no endpoint of a cluster: it answered `config get cluster` with "ERROR" and has no key Amazon/,
      hint: /name a plain server without elasticache\+/,
    });
    const web = await started(t, "hangs up");
    await assert.rejects(read(web.address), { code: "SERVER", message: /"HTTP\/1.1 400 Bad Request"/ });
  });
  it("says what it cannot read", async (t) => {
    const endpoint = await started(t);
    endpoint.tell(1, ["nonsense"]);
    await assert.rejects(read(endpoint.address), { code: "PROTOCOL", message: /"nonsense" is not host\|ip\|port/ });
  });
  it("does not wait for ever, and not after the signal", async (t) => {
    const endpoint = await started(t, "silent");
    await assert.rejects(read(endpoint.address, 50), { code: "TIMEOUT", message: /within 50/ });
    const end = new AbortController();
    const reading = read(endpoint.address, 60_000, end.signal);
    setTimeout(() => end.abort(), 20);
    await assert.rejects(reading, { code: "INTERRUPTED" });
  });
  it("asks in binary who hangs up on text", async (t) => {
    const payload = Buffer.from("7\na|10.0.0.1|11211\n");
    const server = await startScriptedServer((socket) => {
      socket.once("data", (asked) => {
        if (asked[0] !== 0x80) {
          socket.end();
          return;
        }
        const [opcode = 0] = asked.subarray(1);
        const header = Buffer.alloc(24 + 4);
        header.set([0x81, opcode]);
        header[4] = 4;
        header.writeUInt32BE(4 + payload.length, 8);
        socket.write(Buffer.concat([header, payload]));
      });
    });
    t.after(() => server.close());
    const { version, nodes } = await read(server.address);
    assert.deepEqual([version, nodes.map(nodeText), server.accepted()], [7n, ["a:11211"], 2]);
  });
  it("says what is true of text where nobody speaks binary either", async (t) => {
    const server = await startScriptedServer((socket) => socket.once("data", () => socket.end()));
    t.after(() => server.close());
    await assert.rejects(read(server.address), { code: "DISCONNECTED", message: /closed the connection/ });
  });
  it("cannot reach what is not there", async (t) => {
    const endpoint = await startClusterEndpoint();
    await endpoint.close();
    await assert.rejects(read(endpoint.address), { code: "CONNECT" });
    t.diagnostic("closed");
  });
});

describe("the real memcached", needsMemcached(), () => {
  it("is no endpoint of a cluster", async (t) => {
    const server = await startMemcached();
    t.after(() => server.stop("SIGKILL"));
    await assert.rejects(read(parseAddress(addressOf(server))), {
      code: "SERVER",
      message: /with "ERROR" and has no key AmazonElastiCache:cluster/,
    });
  });
});
