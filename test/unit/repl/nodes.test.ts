/** Which servers commands go to, and how they are chosen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { Nodes } from "../../../src/repl/nodes.ts";

function make(...addresses: string[]) {
  const closed: string[] = [];
  const nodes = new Nodes(
    (address) => ({
      connect: async () => {
        if (address.kind === "tcp" && address.host === "dead") {
          throw new MemtoolError("CONNECT", "could not connect to dead");
        }
      },
      execute: async () => ({ kind: "none" }),
      destroy: () => void closed.push(address.kind === "tcp" ? address.host : address.path),
    }),
    addresses.map(parseAddress),
    () => 0,
  );
  return { nodes, closed };
}

test("one node is chosen by itself, several are all meant", async () => {
  const { nodes } = make("a:1");
  assert.equal(nodes.label, "a:1");
  assert.equal(nodes.state, "idle");
  assert.deepEqual(await nodes.connect(), []);
  assert.equal(nodes.state, "connected");
  assert.equal(make("a:1", "b:2").nodes.label, "all 2 nodes");
});

test("by number, address, part of one, all, rule; anything else is not theirs", () => {
  const { nodes } = make("cache-a:1", "cache-b:2", "cache-b:3");
  const labels = ["2", "cache-a", "cache-b:3", "all", "ketama", "modula:md5", "pylibmc:ketama=1"].map((word) => {
    assert.equal(nodes.choose(word), true, word);
    return nodes.label;
  });
  assert.deepEqual(labels, [
    "cache-b:2",
    "cache-a:1",
    "cache-b:3",
    "all 3 nodes",
    "ketama 3 nodes",
    "modula:md5 3 nodes",
    "pylibmc:ketama 3 nodes",
  ]);
  assert.equal(nodes.choose("other:1"), false);
  assert.equal(nodes.choose("9"), false);
  assert.throws(() => nodes.choose("cache-b"), /fits 2 nodes/);
  assert.throws(() => nodes.choose("modula:md6"), MemtoolError);
});

test("a rule gives each key its owner, always the same", () => {
  const { nodes } = make("a:1", "b:2", "c:3");
  assert.equal(nodes.ownerOf(Buffer.from("k")), undefined);
  nodes.choose("ketama");
  const owners = new Set(Array.from({ length: 100 }, (_, index) => nodes.ownerOf(Buffer.from(`key${index}`))?.address));
  assert.equal(owners.size, 3);
  assert.equal(nodes.ownerOf(Buffer.from("k")), nodes.ownerOf(Buffer.from("k")));
});

test("dead nodes are counted; a server that goes away is told", async () => {
  const { nodes } = make("a:1", "dead:2");
  const errors = await nodes.connect();
  assert.equal(errors.length, 1);
  assert.equal(nodes.state, "gone");
  assert.equal(nodes.goneCount, 1);
});

test("replacing closes the old ones, adding chooses the new one", () => {
  const { nodes, closed } = make("a:1", "b:2");
  nodes.replace([parseAddress("c:3")]);
  assert.deepEqual(closed, ["a", "b"]);
  assert.equal(nodes.label, "c:3");
  nodes.add(parseAddress("d:4"));
  assert.equal(nodes.label, "d:4");
  assert.equal(nodes.choose("all"), true);
  assert.equal(nodes.label, "all 2 nodes");
});

test("keys of all nodes are completed together", () => {
  const { nodes } = make("a:1", "b:2");
  nodes.sessions[0]?.keys.add("user:2");
  nodes.sessions[1]?.keys.add("user:1");
  nodes.sessions[1]?.keys.add("user:2");
  assert.deepEqual(nodes.keysStartingWith("user:"), ["user:1", "user:2"]);
});

test("servers that were found become others between two commands; connections and choice stay where they can", () => {
  const { nodes, closed } = make("a:1", "b:2");
  const become = (...addresses: string[]) => {
    nodes.noteNews(`now ${addresses.join(" ")}`);
    nodes.become(addresses.map(parseAddress));
  };
  const [a] = nodes.sessions;
  become("c:3", "a:1");
  assert.deepEqual(
    nodes.sessions.map(({ address }) => address),
    ["a:1", "b:2"],
    "not before the next command",
  );
  assert.deepEqual(nodes.takeNews(), ["now c:3 a:1"]);
  assert.deepEqual(nodes.takeNews(), []);
  assert.deepEqual(
    nodes.sessions.map(({ address }) => address),
    ["c:3", "a:1"],
  );
  assert.equal(nodes.sessions[1], a);
  assert.equal(nodes.label, "all 2 nodes");
  nodes.choose("ketama");
  become("a:1", "c:3", "d:4");
  nodes.takeNews();
  assert.equal(nodes.label, "ketama 3 nodes");
  assert.ok(nodes.ownerOf(Buffer.from("k")) !== undefined);
  nodes.choose("a");
  become("d:4", "a:1");
  nodes.takeNews();
  assert.equal(nodes.label, "a:1");
  const added = nodes.add(parseAddress("x:9"));
  become("d:4");
  nodes.takeNews();
  assert.deepEqual(
    nodes.sessions.map(({ address }) => address),
    ["d:4", "x:9"],
    "who was added stays",
  );
  assert.equal(nodes.label, "x:9");
  nodes.remove(added, { kind: "all" });
  become("e:5");
  nodes.takeNews();
  assert.equal(nodes.label, "e:5");
  assert.deepEqual(closed, ["b", "c", "a", "x", "d"]);
});

test("who connects to other servers hears no more of those that were found", () => {
  const { nodes } = make("a:1");
  nodes.replace([parseAddress("b:2")]);
  nodes.noteNews("c came");
  nodes.become([parseAddress("c:3")]);
  assert.deepEqual(nodes.takeNews(), []);
  assert.equal(nodes.label, "b:2");
});
