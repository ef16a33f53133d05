/** What peek, slabs and nodes ask, and what they make of the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { askNodes, peekNodes, slabsOfNodes } from "../../../src/repl/inspect.ts";
import { fakeShell } from "../../support/fake-shell.ts";
import { ONE_SLAB_CLASS } from "../../support/one-slab-class.ts";

const addresses = ["a:1", "gone:2"];
const gone = new MemtoolError("CONNECT", "gone");

function answer(line: string, node: string): Reply | MemtoolError {
  if (node === "gone:2") {
    return gone;
  }
  switch (line.split(" ", 2).join(" ")) {
    case "mg k":
      return { kind: "meta", code: "VA", value: Buffer.from("v"), flags: ["f7", "c9"] };
    case "me k":
      return { kind: "meta", code: "ME", value: undefined, flags: ["k", "cls=1", "size=50"] };
    case "stats slabs":
      return { kind: "stats", entries: ONE_SLAB_CLASS };
    case "stats items":
      return { kind: "error", error: "ERROR", text: "" };
    case "version":
      return { kind: "version", version: "1.6.45" };
    default:
      return { kind: "meta", code: "EN", value: undefined, flags: [] };
  }
}

test("peek asks every node when all are meant, the owner when keys are placed", async () => {
  const { nodes, sent } = fakeShell(answer, { addresses });
  const all = await peekNodes(nodes, ["k"]);
  assert.deepEqual(
    all.map((one) => [one.kind, one.session.address, one.kind === "found" ? one.found?.flags : one.outcome]),
    [
      ["found", "a:1", 7],
      ["failed", "gone:2", { kind: "failed", error: gone }],
    ],
  );
  assert.deepEqual(nodes.keysStartingWith("k"), ["k"]);
  nodes.choose("1");
  sent.length = 0;
  const [miss, ...others] = await peekNodes(nodes, ["none"]);
  assert.ok(miss?.kind === "found" && miss.found === undefined && others.length === 0);
  assert.equal(sent.length, 1);
});

test("peek takes one key", () => {
  const { nodes } = fakeShell(answer);
  for (const args of [[], ["a", "b"], ["k".repeat(251)]]) {
    assert.throws(() => peekNodes(nodes, args), { code: "USAGE" });
  }
});

test("slabs: without the items it is still a table; a dead node is its own failure", async () => {
  const { nodes } = fakeShell(answer, { addresses });
  const [first, second] = await slabsOfNodes(nodes);
  assert.ok(first?.kind === "found" && first.found[0]?.chunkBytes === 96);
  assert.equal(second?.kind, "failed");
});

test("nodes: numbers as use takes them, versions, who is chosen", async () => {
  const { nodes } = fakeShell(answer, { addresses });
  nodes.choose("1");
  assert.deepEqual(
    (await askNodes(nodes)).map(({ number, isChosen, answer: said }) => [
      number,
      isChosen,
      said instanceof MemtoolError ? said.message : said.version,
    ]),
    [
      [1, true, "1.6.45"],
      [2, false, "gone"],
    ],
  );
});
