/** directory/node-table.ts: who is listed, for how long, and what makes the version grow. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NODES_MAX } from "../../../src/directory/limits.ts";
import type { NodeRecord } from "../../../src/directory/node-record.ts";
import { NodeTable } from "../../../src/directory/node-table.ts";
import type { JoinRequest } from "../../../src/directory/request.ts";

const LEASE_MS = 10_000;

function node(name: string, port: number): NodeRecord {
  return { name, host: "h", ip: "", port, weight: 1, version: "1.6.45" };
}

function join(name: string, port: number, instance = name, changes: Partial<JoinRequest> = {}): JoinRequest {
  return { kind: "join", node: node(name, port), instance, leaseMs: LEASE_MS, isReturn: false, ...changes };
}

function names(table: NodeTable): string[] {
  return table.list().nodes.map(({ name }) => name);
}

describe("the table of nodes", () => {
  it("lists who joins, in the order of the list, each with a version more", () => {
    const table = new NodeTable(7, [], 0);
    assert.deepEqual(table.join(join("b", 2), 0), { kind: "ok", version: 8 });
    assert.deepEqual(table.join(join("a", 1), 0), { kind: "ok", version: 9 });
    assert.deepEqual(names(table), ["a", "b"]);
    assert.equal(table.list().version, 9);
  });

  it("the same said again changes nothing, something else does", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    assert.deepEqual(table.join(join("a", 1), 0), { kind: "ok", version: 8 });
    const heavier = { ...node("a", 1), weight: 5 };
    assert.deepEqual(table.join(join("a", 1, "a", { node: heavier }), 0), { kind: "ok", version: 9 });
    assert.equal(table.list().nodes[0]?.weight, 5);
  });

  it("a node that is not heard of leaves when its lease is over, one that renews stays", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    table.join(join("b", 2), 0);
    assert.deepEqual(table.renew({ kind: "renew", name: "b", instance: "b" }, 6000), { kind: "ok", version: 9 });
    assert.deepEqual(table.expire(LEASE_MS - 1), []);
    assert.deepEqual(
      table.expire(LEASE_MS).map((member) => member.node.name),
      ["a"],
    );
    assert.deepEqual(names(table), ["b"]);
    assert.equal(table.version, 10);
    assert.deepEqual(table.renew({ kind: "renew", name: "a", instance: "a" }, LEASE_MS), {
      kind: "unknown",
      version: 10,
    });
    assert.equal(table.expire(16_000).length, 1);
  });

  it("who leaves is gone at once, and only by itself", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    assert.deepEqual(table.leave({ kind: "leave", name: "a", instance: "x" }), { kind: "unknown", version: 8 });
    assert.deepEqual(table.leave({ kind: "leave", name: "a", instance: "a" }), { kind: "ok", version: 9 });
    assert.deepEqual(names(table), []);
  });

  it("a name or an address that a living node has is refused, with who has it", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    const taken = { kind: "taken", version: 8, by: { name: "a", host: "h", port: 1 } };
    assert.deepEqual(table.join(join("a", 2, "other"), 0), taken);
    assert.deepEqual(table.join(join("b", 1, "other"), 0), taken);
    assert.deepEqual(names(table), ["a"]);
    table.expire(LEASE_MS);
    assert.equal(table.join(join("a", 2, "other"), LEASE_MS).kind, "ok");
  });

  it("a node that moves onto the address of another is refused", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    table.join(join("b", 2), 0);
    assert.equal(table.join(join("a", 2), 0).kind, "taken");
    assert.equal(table.join(join("a", 3), 0).kind, "ok");
  });

  it("one that was killed and started again takes its entry over at once, for a lease of its own", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1, "old"), 0);
    assert.deepEqual(table.join(join("a", 1, "new"), 5000), { kind: "ok", version: 8 });
    assert.equal(table.instanceOf("a"), "new");
    assert.deepEqual(table.expire(LEASE_MS), []);
    assert.equal(table.renew({ kind: "renew", name: "a", instance: "old" }, LEASE_MS).kind, "unknown", "it is over");
    assert.equal(table.join(join("a", 1, "old", { isReturn: true }), LEASE_MS).kind, "taken");
    assert.equal(table.expire(5000 + LEASE_MS).length, 1);
    assert.equal(table.instanceOf("a"), undefined);
  });

  it("an older instance that is alive has its entry back, and the newer one is told by whom it is taken", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1, "old"), 0);
    table.join(join("a", 1, "new", { node: { ...node("a", 1), weight: 9 } }), 1000);
    assert.equal(table.list().nodes[0]?.weight, 9);
    assert.deepEqual(table.renew({ kind: "renew", name: "a", instance: "old" }, 2000), { kind: "ok", version: 10 });
    assert.deepEqual([table.instanceOf("a"), table.list().nodes[0]?.weight], ["old", 1]);
    assert.equal(table.renew({ kind: "renew", name: "a", instance: "new" }, 2000).kind, "unknown");
    assert.equal(table.leave({ kind: "leave", name: "a", instance: "new" }).kind, "unknown");
    assert.equal(table.join(join("a", 1, "new", { isReturn: true }), 2000).kind, "taken");
    assert.deepEqual(table.expire(2000 + LEASE_MS - 1), []);
    table.leave({ kind: "leave", name: "a", instance: "old" });
    assert.equal(table.join(join("a", 1, "new", { isReturn: true }), 3000).kind, "ok");
  });

  it("an older instance does not get back what has moved on, or is the directory's own", () => {
    const moved = new NodeTable(7, [], 0);
    moved.join(join("a", 1, "old"), 0);
    moved.join(join("a", 1, "new"), 1000);
    moved.join(join("a", 2, "new"), 1000);
    moved.join(join("b", 1), 1000);
    assert.equal(moved.renew({ kind: "renew", name: "a", instance: "old" }, 2000).kind, "unknown");
    const own = new NodeTable(7, [], 0);
    own.join(join("a", 1, "old"), 0);
    own.join(join("a", 1, "new"), 0);
    own.setOwn(node("a", 1), "directory", 0);
    assert.equal(own.renew({ kind: "renew", name: "a", instance: "old" }, 1000).kind, "unknown");
  });

  it("nodes of an earlier run have a whole lease to come back", () => {
    const stored = [{ node: node("a", 1), instance: "a", leaseMs: LEASE_MS }];
    const table = new NodeTable(7, stored, 1_000_000);
    assert.deepEqual(table.list(), { version: 7, nodes: [node("a", 1)] });
    assert.deepEqual(table.expire(1_000_000 + LEASE_MS - 1), []);
    assert.equal(table.expire(1_000_000 + LEASE_MS).length, 1);
  });

  it("leases can be lengthened for a time in which nobody could be heard", () => {
    const table = new NodeTable(7, [], 0);
    table.join(join("a", 1), 0);
    table.prolong(60_000);
    assert.deepEqual(table.expire(60_000 + LEASE_MS - 1), []);
  });

  it("the directory itself is listed without a lease, and can't be taken over or out", () => {
    const table = new NodeTable(7, [], 0);
    table.setOwn(node("self", 9), "own", 0);
    assert.equal(table.version, 8);
    assert.deepEqual(table.expire(Number.MAX_SAFE_INTEGER), []);
    assert.equal(table.join(join("self", 9, "other"), 0).kind, "taken");
    assert.equal(table.leave({ kind: "leave", name: "self", instance: "own" }).kind, "unknown");
  });

  it("the directory's entry of an earlier run is replaced, and only a change makes a version", () => {
    const stored = [{ node: node("self", 9), instance: "own", leaseMs: undefined }];
    const same = new NodeTable(7, stored, 0);
    same.setOwn(node("self", 9), "own", 0);
    assert.deepEqual(same.list(), { version: 7, nodes: [node("self", 9)] });
    const moved = new NodeTable(7, stored, 0);
    moved.setOwn(node("self", 10), "own", 0);
    assert.deepEqual(moved.list().nodes, [node("self", 10)]);
    assert.ok(moved.version > 7);
    const leftOut = new NodeTable(7, stored, 0);
    leftOut.setOwn(undefined, "own", 0);
    assert.deepEqual(leftOut.list(), { version: 8, nodes: [] });
  });

  it("the directory goes first where a node of an earlier run has its place", () => {
    const table = new NodeTable(7, [{ node: node("a", 9), instance: "a", leaseMs: LEASE_MS }], 0);
    table.setOwn(node("self", 9), "own", 0);
    assert.deepEqual(names(table), ["self"]);
  });

  it("can be the list of another directory, whose version is ours to count", () => {
    const table = new NodeTable(7, [], 0);
    table.replaceAll([node("a", 1), node("b", 2)], "own");
    table.replaceAll([node("b", 2), node("a", 1)], "own");
    assert.equal(table.version, 8);
    table.replaceAll([node("b", 3)], "own");
    assert.deepEqual(table.list(), { version: 9, nodes: [node("b", 3)] });
    assert.deepEqual(table.expire(Number.MAX_SAFE_INTEGER), []);
  });

  it("is full at its limit, but not for those who are in", () => {
    const table = new NodeTable(0, [], 0);
    for (let port = 1; port <= NODES_MAX; port++) {
      table.join(join(`n${port}`, port), 0);
    }
    const more = table.join(join("more", 50_000), 0);
    assert.ok(more.kind === "refused" && more.word === "SERVER_ERROR");
    assert.equal(table.join(join("n1", 1), 0).kind, "ok");
  });

  it("property: the version grows exactly when the list is another, names and places are unique, the dead are out", () => {
    const action = fc.record({
      what: fc.constantFrom("join", "again", "renew", "leave", "wait"),
      name: fc.constantFrom("a", "b", "c"),
      port: fc.integer({ min: 1, max: 3 }),
      instance: fc.constantFrom("1", "2"),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const table = new NodeTable(0, [], 0);
        let nowMs = 0;
        let before = table.list();
        for (const { what, name, port, instance } of actions) {
          const member = { name, instance };
          if (what === "wait") nowMs += 4000;
          table.expire(nowMs);
          const afterExpiry = table.list();
          assert.equal(afterExpiry.nodes.length === before.nodes.length, afterExpiry.version === before.version);
          if (what === "join") table.join(join(name, port, instance), nowMs);
          if (what === "again") table.join(join(name, port, instance, { isReturn: true }), nowMs);
          if (what === "renew") table.renew({ kind: "renew", ...member }, nowMs);
          if (what === "leave") table.leave({ kind: "leave", ...member });
          const after = table.list();
          const isSame = JSON.stringify(after.nodes) === JSON.stringify(afterExpiry.nodes);
          assert.equal(after.version, afterExpiry.version + (isSame ? 0 : 1));
          assert.equal(new Set(after.nodes.map((one) => one.name)).size, after.nodes.length);
          assert.equal(new Set(after.nodes.map((one) => one.port)).size, after.nodes.length);
          assert.ok(table.members().every(({ deadlineMs }) => deadlineMs > nowMs));
          before = after;
        }
      }),
    );
  });
});
