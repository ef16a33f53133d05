/** directory/node-list.ts: the text of auto discovery, byte by byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterText, compareNodes } from "../../../src/directory/node-list.ts";
import type { NodeRecord } from "../../../src/directory/node-record.ts";

function node(host: string, port: number, ip = ""): NodeRecord {
  return { name: `${host}:${port}`, host, ip, port, weight: 1, version: "1.6.45" };
}

test("AWS's own example has the 136 bytes that its text has", () => {
  const nodes = [
    node("myCluster.pc4ldq.0001.use1.cache.amazonaws.com", 11211, "10.82.235.120"),
    node("myCluster.pc4ldq.0002.use1.cache.amazonaws.com", 11211, "10.80.249.27"),
  ];
  const text = clusterText({ version: 12, nodes });
  assert.equal(
    text,
    "12\nmyCluster.pc4ldq.0001.use1.cache.amazonaws.com|10.82.235.120|11211 myCluster.pc4ldq.0002.use1.cache.amazonaws.com|10.80.249.27|11211\n",
  );
  assert.equal(text?.length, 136);
});

test("an address that is not known stays empty, and a list without nodes has no text", () => {
  assert.equal(clusterText({ version: 3, nodes: [node("h", 1)] }), "3\nh||1\n");
  assert.equal(clusterText({ version: 3, nodes: [] }), undefined);
});

test("the order is that of host, port as a number, and name", () => {
  const nodes = [node("b", 1), node("a", 10), node("a", 9)];
  assert.deepEqual(
    nodes.sort(compareNodes).map(({ name }) => name),
    ["a:9", "a:10", "b:1"],
  );
});
