/** Lists, their differences, and addresses. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  addressNode,
  areSameNodes,
  changeText,
  diffNodes,
  distinctNodes,
  nodeAddress,
  nodeKey,
  nodeText,
  type ServerNode,
  sortedNodes,
} from "../../../../src/cluster/discovery/server-list.ts";
import { testNode } from "../../../support/list-source.ts";

const NODES = fc.array(
  fc.record({
    host: fc.constantFrom("a", "b", "c", "d", "A"),
    port: fc.constantFrom(1, 2),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 8 },
);

describe("diffNodes", () => {
  it("tells who went, came, and changed", () => {
    const before = [testNode("a"), testNode("b"), testNode("c", { ip: "1.1.1.1" })];
    const after = [testNode("B", { weight: 2 }), testNode("d"), testNode("c", { ip: "1.1.1.2" })];
    assert.deepEqual(diffNodes(before, after).map(changeText), [
      "- a:11211",
      "~ B:11211 weight 1 -> 2",
      "+ d:11211",
      "~ c:11211 ip 1.1.1.1 -> 1.1.1.2",
    ]);
  });
  it("leads from one list to the other", () => {
    fc.assert(
      fc.property(NODES, NODES, (one, other) => {
        const [before, after] = [distinctNodes(one), distinctNodes(other)];
        const nodes = new Map(before.map((node) => [nodeKey(node), node]));
        for (const { kind, node } of diffNodes(before, after)) {
          if (kind === "removed") {
            assert.ok(nodes.delete(nodeKey(node)));
          } else {
            assert.equal(nodes.has(nodeKey(node)), kind === "changed");
            nodes.set(nodeKey(node), node);
          }
        }
        assert.deepEqual(
          new Map([...nodes].map(([key, { weight }]) => [key, weight])),
          new Map(after.map((node) => [nodeKey(node), node.weight])),
        );
      }),
    );
  });
  it("finds nothing between a list and itself, in any order", () => {
    fc.assert(
      fc.property(NODES, (nodes) => {
        const list = distinctNodes(nodes);
        assert.deepEqual(diffNodes(list, [...list].reverse()), []);
        assert.ok(areSameNodes(list, list));
        assert.equal(areSameNodes(list, [...list].reverse()), list.length < 2);
        assert.ok(areSameNodes(sortedNodes(list), sortedNodes(sortedNodes(list))));
      }),
    );
  });
});

describe("distinctNodes", () => {
  it("keeps the first of two mentions", () => {
    const nodes = [testNode("a", { weight: 2 }), testNode("A"), testNode("b")];
    assert.deepEqual(
      distinctNodes(nodes).map(({ host, weight }) => [host, weight]),
      [
        ["a", 2],
        ["b", 1],
      ],
    );
  });
});

describe("addresses of nodes", () => {
  const template = { kind: "tcp", host: "x", port: 1, tls: true, username: "u", password: "p" } as const;
  it("inherit TLS and login", () => {
    assert.deepEqual(nodeAddress(testNode("a"), template, "host"), { ...template, host: "a", port: 11211 });
    assert.deepEqual(nodeAddress(testNode("a", { tls: false }), template, "host"), {
      ...template,
      host: "a",
      port: 11211,
      tls: false,
    });
    assert.deepEqual(nodeAddress({ host: "/run/m", port: 0, weight: 1 }, template, "ip"), {
      kind: "unix",
      path: "/run/m",
      username: "u",
      password: "p",
    });
  });
  it("go by host or IP, and keep what placement wants to know", () => {
    const node: ServerNode = testNode("a", { ip: "10.0.0.1", weight: 2, name: "one" });
    const plain = { kind: "tcp", host: "x", port: 1, tls: false } as const;
    const labels = { ip: "10.0.0.1", weight: 2, name: "one" };
    assert.deepEqual(nodeAddress(node, plain, "host"), { ...plain, host: "a", port: 11211, ...labels });
    assert.deepEqual(nodeAddress(node, plain, "ip"), { ...plain, host: "10.0.0.1", port: 11211, ...labels });
    assert.deepEqual(nodeAddress(testNode("a"), plain, "ip"), { ...plain, host: "a", port: 11211 });
  });
  it("are texts", () => {
    assert.equal(nodeText(testNode("::1")), "[::1]:11211");
    assert.equal(nodeText(addressNode({ kind: "unix", path: "/run/m" })), "/run/m");
    assert.equal(nodeText(addressNode({ kind: "tcp", host: "a", port: 5, tls: false })), "a:5");
  });
});
