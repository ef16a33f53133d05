/** decode/untangle.ts: graphs become trees of bounded size. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  listNode,
  mapNode,
  NULL_NODE,
  nameNode,
  objectNode,
  type TreeNode,
  textNode,
} from "../../../src/decode/tree.ts";
import { untangle } from "../../../src/decode/untangle.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

const LIMITS = { nodesMax: 100, depthMax: 10 };

function shown(root: TreeNode, limits = LIMITS): string {
  return oneLine(untangle(root, limits).root);
}

test("what occurs twice is a reference the second time; short texts are repeated", () => {
  const map = mapNode("dict", [[textNode("k"), NULL_NODE]]);
  const long = textNode("x".repeat(65));
  const short = textNode("x");
  assert.equal(shown(listNode("list", [map, short, map, short])), '[&1 {"k": null}, "x", *1, "x"]');
  assert.equal(shown(listNode("list", [long, long])), `[&1 "${long.value}", *1]`);
});

test("everything an object has is walked, cycles too", () => {
  const object = objectNode("A", [NULL_NODE]);
  object.fields.push({ name: "self", note: "private", value: object });
  object.items.push(object);
  object.entries.push([object, object]);
  assert.equal(shown(object), "&1 A {argument: null, private self: *1, *1, *1: *1}");
  assert.equal(object.anchor, undefined, "the graph is left as it is");
});

test("the tree ends at the limits, and says why", () => {
  const wide = listNode(
    "list",
    Array.from({ length: 200 }, () => NULL_NODE),
  );
  const tree = untangle(wide, LIMITS);
  assert.equal(tree.cut, "it has more than 100 nodes");
  assert.ok(tree.root.kind === "list" && tree.root.items.length === 100 && tree.root.items.at(-1)?.kind === "cut");
  let deep: TreeNode = NULL_NODE;
  for (let depth = 0; depth < 100_000; depth++) deep = listNode("list", [deep]);
  assert.equal(shown(deep, { nodesMax: 100, depthMax: 2 }), "[[[… it is nested deeper than 2]]]");
});

test("endless names are cut", () => {
  const name = "n".repeat(1000);
  const object = objectNode(name);
  object.fields.push({ name, note: name, value: nameNode(name) });
  const text = shown(object);
  assert.equal(text.match(/n{200}…/g)?.length, 4);
  assert.ok(text.length < 900);
});
