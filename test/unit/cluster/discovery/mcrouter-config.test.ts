/** Pools of mcrouter. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blankComments } from "../../../../src/cluster/discovery/blank-comments.ts";
import { parseConfigTree } from "../../../../src/cluster/discovery/config-tree.ts";
import { readMcrouterPools } from "../../../../src/cluster/discovery/mcrouter-config.ts";
import { nodeText } from "../../../../src/cluster/discovery/server-list.ts";

const CONFIG = `{
  // two pools
  "pools": {
    "A": {
      "servers": [ /* one */ "10.0.0.1:5001", "[::1]:5002:ascii:ssl", {"hostname": "c:3"} ],
      "weights": [1, 2, 3]
    },
	"B": { "inherit": "A", "hash": "Crc32" }
  },
  "routes": [
    { "aliases": ["/r/c/"], "route": { "type": "FailoverRoute", "children": [
      { "type": "PoolRoute", "pool": "A", "hash": { "hash_func": "WeightedCh3", "weights": [1, 0.5, 0.25], "salt": "x" } } ] } }
  ]
}
`;

async function read(text: string, poolName?: string) {
  return readMcrouterPools(await parseConfigTree(blankComments(text), "f"), { path: "f", poolName });
}

describe("readMcrouterPools", () => {
  it("reads the pool that is routed to, with the weights and the hash of its route", async () => {
    const { nodes, placement, remarks } = await read(CONFIG);
    assert.deepEqual(nodes, [
      { host: "10.0.0.1", port: 5001, weight: 1 },
      { host: "::1", port: 5002, weight: 0.5, tls: true },
      { host: "c", port: 3, weight: 0.25 },
    ]);
    assert.equal(placement, "mcrouter:hash=weightedch3,salt=x");
    assert.deepEqual(remarks, []);
  });
  it("reads what a pool inherits", async () => {
    const { nodes, placement } = await read(CONFIG, "B");
    assert.deepEqual(
      nodes.map(({ weight }) => weight),
      [1, 2, 3],
    );
    assert.equal(placement, "mcrouter:hash=crc32");
  });
  it("reads short routes", async () => {
    const { nodes, placement } = await read(
      '{"pools":{"A":{"servers":["a:1"]},"B":{"servers":["b:1"]}},"route":"PoolRoute|B"}',
    );
    assert.deepEqual(nodes.map(nodeText), ["b:1"]);
    assert.equal(placement, "mcrouter");
  });
  it("reads the tags that rendezvous hashes", async () => {
    const route = (tags: string): string =>
      `{"type":"PoolRoute","pool":"A","hash":{"hash_func":"Rendezvous","tags":${tags}}}`;
    const { nodes, placement } = await read(`{"pools":{"A":{"servers":["a:1","b:2"]}},"route":${route('["x","y"]')}}`);
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ["x", "y"],
    );
    assert.equal(placement, "mcrouter:hash=rendezvous");
    await assert.rejects(read(`{"pools":{"A":{"servers":["a:1","b:2"]}},"route":${route('["x"]')}}`), {
      code: "USAGE",
      message: /the tags are not 2 texts/,
    });
  });
  it("says what it does not carry out", async () => {
    const { remarks } = await read('{"macros":{},"pools":{"A":{"servers":["a:1:caret"]}},"route":"@import(x)"}');
    assert.deepEqual(remarks, [
      "macros (@import, %name%) are in the file, which are not carried out here",
      "servers of the pool A speak caret, which memtool does not",
    ]);
  });
  it("names the line of what is wrong", async () => {
    for (const [text, message] of [
      ['{"pools": {\n"A": {"servers": ["%x%"]}}}', /^f:2: "%x%" is a macro/],
      ['{"pools": {"A": {"servers":\n ["a"]}}}', /^f:2: "a" is no server of mcrouter/],
      ['{"pools": {"A": {"servers":\n "@import(x)"}}}', /^f:2: the pool A has no list of `servers`/],
      ['{"pools": {"A": {"servers": ["a:1"],\n "weights": [1, 2]}}}', /^f:2: the weights are not 1 numbers/],
      ['{"pools": {"A": {"inherit": "B"},\n "B": {"inherit": "A"}}}', /in a circle|several pools/],
      ['{"pools": {"A": {"inherit": "X"}}}', /inherits from "X", which does not exist/],
      ['{\n"route": "NullRoute"}', /^f:1: there are no `pools`/],
      ['{"pools": {"A": {"servers": ["a:0"]}}}', /^f:1: .*the port/],
    ] as const) {
      await assert.rejects(read(text), { code: "USAGE", message }, text);
    }
    await assert.rejects(read('{"pools": {"A": {"inherit": "A"}}}'), { message: /in a circle/ });
  });
});
