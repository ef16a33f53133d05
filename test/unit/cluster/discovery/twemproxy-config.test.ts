/** Pools of twemproxy, and lists in YAML. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConfigTree } from "../../../../src/cluster/discovery/config-tree.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";
import { readYamlPools } from "../../../../src/cluster/discovery/twemproxy-config.ts";

const NUTCRACKER = `alpha:
  listen: 127.0.0.1:22121
  hash: md5
  hash_tag: "{}"
  distribution: modula
  servers:
   - 127.0.0.1:11211:1 server1
   - cache.example.com:11212:3
   - /run/m.sock:2 local
beta:
  listen: /tmp/beta 0666
  redis: true
  servers: ["127.0.0.1:6379:1"]
gamma:
  distribution: random
  servers: ["a:1:1"]
`;

async function read(text: string, poolName?: string) {
  return readYamlPools(await parseConfigTree(text, "f"), { path: "f", poolName });
}

describe("readYamlPools", () => {
  it("reads servers, weights, names, and how keys are placed", async () => {
    assert.deepEqual(await read(NUTCRACKER, "alpha"), {
      nodes: [
        { host: "127.0.0.1", port: 11211, weight: 1, name: "server1" },
        { host: "cache.example.com", port: 11212, weight: 3 },
        { host: "/run/m.sock", port: 0, weight: 2, name: "local" },
      ],
      placement: "twemproxy:distribution=modula,hash=md5,hash_tag={}",
      remarks: [],
    });
    const beta = await read(NUTCRACKER, "beta");
    assert.equal(beta.placement, "twemproxy");
    assert.match(beta.remarks?.[0] ?? "", /beta speak redis/);
    assert.equal((await read(NUTCRACKER, "gamma")).placement, "twemproxy:distribution=random");
  });
  it("asks which of several pools is meant", async () => {
    await assert.rejects(read(NUTCRACKER), { message: "f has several pools: alpha, beta, gamma" });
    await assert.rejects(read(NUTCRACKER, "delta"), { message: /no pool "delta"/ });
  });
  it("reads plain lists", async () => {
    assert.deepEqual((await read("- a:1\n- b*2\n")).nodes.map(nodeText), ["a:1", "b:11211"]);
    assert.deepEqual((await read("servers:\n  - a:1\n  - two=b:2*2\n")).nodes[1], {
      host: "b",
      port: 2,
      weight: 2,
      name: "two",
    });
  });
  it("names the line of what is wrong", async () => {
    for (const [text, message] of [
      ["a:\n  servers:\n    - b:1\n", /^f:3: "b:1" is no server of twemproxy/],
      ["a:\n  servers:\n    - b:1:0\n", /^f:3: "b:1:0" is no server/],
      ["a:\n  servers:\n    - b:99999:1\n", /^f:3: .*the port/],
      ["a:\n  servers:\n    - [b]\n", /^f:3: this is no server/],
      ["a:\n  servers: b:1:1\n", /^f:2: `servers` of the pool a is no list/],
      ["a: 1\n", /^f:1: no pool with `servers:`/],
      ["", /no pool with `servers:`/],
    ] as const) {
      await assert.rejects(read(text), { code: "USAGE", message });
    }
  });
});
