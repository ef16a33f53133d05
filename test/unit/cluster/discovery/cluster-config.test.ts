/** The bytes of auto discovery, right ones and what is met in the wild. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseClusterConfig, readConfigReply } from "../../../../src/cluster/discovery/cluster-config.ts";

const NODES =
  "myCluster.pc4ldq.0001.use1.cache.amazonaws.com|10.82.235.120|11211 myCluster.pc4ldq.0002.use1.cache.amazonaws.com|10.80.249.27|11211";
const PAYLOAD = `12\n${NODES}\n`;

describe("readConfigReply", () => {
  it("reads AWS's own example, whatever number of bytes it claims", () => {
    assert.equal(PAYLOAD.length, 136);
    for (const bytes of [136, 147, 80, 0, 9999]) {
      const reply = readConfigReply(`CONFIG cluster 0 ${bytes}\r\n${PAYLOAD}\r\nEND\r\n`);
      assert.ok(reply.kind === "payload", String(bytes));
      assert.equal(reply.payload.trimEnd(), PAYLOAD.trimEnd(), String(bytes));
    }
  });
  it("reads the legacy key", () => {
    const reply = readConfigReply(`VALUE AmazonElastiCache:cluster 0 136\r\n${PAYLOAD}\r\nEND\r\n`);
    assert.deepEqual(reply, { kind: "payload", payload: PAYLOAD });
  });
  it("tells nothing and refusals from answers", () => {
    assert.deepEqual(readConfigReply("END\r\n"), { kind: "nothing" });
    assert.deepEqual(readConfigReply("ERROR\r\n"), { kind: "other", line: "ERROR" });
    assert.deepEqual(readConfigReply("HTTP/1.1 400 Bad Request\r\n"), {
      kind: "other",
      line: "HTTP/1.1 400 Bad Request",
    });
    assert.equal(readConfigReply("x".repeat(3000)).kind, "other");
  });
  it("waits for more at every byte before the last", () => {
    const whole = `CONFIG cluster 0 136\r\n${PAYLOAD}\r\nEND\r\n`;
    for (let length = 0; length < whole.length; length++) {
      assert.equal(readConfigReply(whole.slice(0, length)).kind, "more", String(length));
    }
  });
});

describe("parseClusterConfig", () => {
  it("reads versions and nodes", () => {
    const config = parseClusterConfig(PAYLOAD);
    assert.ok(config.kind === "config");
    assert.equal(config.version, 12n);
    assert.deepEqual(config.nodes[1], {
      host: "myCluster.pc4ldq.0002.use1.cache.amazonaws.com",
      ip: "10.80.249.27",
      port: 11211,
      weight: 1,
    });
  });
  it("takes an empty ip, an empty host, IPv6, and lists over several lines", () => {
    const config = parseClusterConfig("3\na||1 |10.0.0.2|2\r\n::1|::1|3");
    assert.deepEqual(config, {
      kind: "config",
      version: 3n,
      nodes: [
        { host: "a", port: 1, weight: 1 },
        { host: "10.0.0.2", ip: "10.0.0.2", port: 2, weight: 1 },
        { host: "::1", ip: "::1", port: 3, weight: 1 },
      ],
    });
    assert.deepEqual(parseClusterConfig("0\n\n"), { kind: "config", version: 0n, nodes: [] });
  });
  it("says what it cannot read", () => {
    for (const [payload, found] of [
      ["", /first line is ""/],
      ["a|b|1", /first line is/],
      ["1\na|b", /"a\|b" is not host\|ip\|port/],
      ["1\na|b|0", /not host/],
      ["1\na|b|70000", /not host/],
      ["1\na|b|1|2", /not host/],
      ["1\n||1", /not host/],
      ["1\n\u001b[31m|b|1", /not host/],
      [`1\n${"a|b|1 ".repeat(10_001)}`, /names 10001 nodes/],
    ] as const) {
      const config = parseClusterConfig(payload);
      assert.ok(config.kind === "malformed", payload.slice(0, 20));
      assert.match(config.found, found);
    }
  });
  it("reads back what a server writes", () => {
    const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}[a-z]$/);
    const node = fc.record({
      host,
      ip: fc.option(fc.ipV4(), { nil: undefined }),
      port: fc.integer({ min: 1, max: 65535 }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 6 }), fc.bigInt({ min: 0n, max: 2n ** 63n }), (nodes, version) => {
        const line = nodes.map(({ host: name, ip = "", port }) => `${name}|${ip}|${port}`).join(" ");
        const payload = `${version}\n${line}\n`;
        const reply = readConfigReply(`CONFIG cluster 0 ${payload.length}\r\n${payload}\r\nEND\r\n`);
        assert.ok(reply.kind === "payload");
        const config = parseClusterConfig(reply.payload);
        assert.ok(config.kind === "config");
        assert.equal(config.version, version);
        assert.deepEqual(
          config.nodes.map(({ host: name, ip, port }) => [name, ip, port]),
          nodes.map(({ host: name, ip, port }) => [name, ip, port]),
        );
      }),
    );
  });
  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void [readConfigReply(text), parseClusterConfig(text)]));
  });
});
