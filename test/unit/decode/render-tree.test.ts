/** decode/render-tree.ts: trees in lines. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderTree } from "../../../src/decode/render-tree.ts";
import {
  listNode,
  mapNode,
  NULL_NODE,
  numberNode,
  objectNode,
  type TreeNode,
  textNode,
} from "../../../src/decode/tree.ts";

function shown(root: TreeNode, width: number, linesMax = 100): string[] {
  return renderTree(root, width, linesMax).lines.map((line) => line.map(({ text }) => text).join(""));
}

const USER = mapNode("object", [
  [textNode("name"), textNode("Zoë")],
  [textNode("tags"), listNode("array", [textNode("new"), textNode("vip")])],
]);

describe("a tree", () => {
  it("stands on one line where it fits", () => {
    assert.deepEqual(shown(USER, 40), ['{"name": "Zoë", "tags": ["new", "vip"]}']);
  });

  it("is broken up where it does not, as far as needed", () => {
    assert.deepEqual(shown(USER, 30), ["{", '  "name": "Zoë",', '  "tags": ["new", "vip"]', "}"]);
    assert.deepEqual(shown(USER, 20), ["{", '  "name": "Zoë",', '  "tags": [', '    "new",', '    "vip"', "  ]", "}"]);
  });

  it("has its numbers side by side", () => {
    const numbers = listNode(
      "list",
      Array.from({ length: 9 }, (_, index) => numberNode(index * 100)),
    );
    assert.deepEqual(shown(numbers, 25), ["[", "  0, 100, 200, 300, 400,", "  500, 600, 700, 800", "]"]);
    assert.deepEqual(shown(numbers, 25, 2), ["[", "  0, 100, 200, 300, 400,"]);
  });

  it("ends after the lines there are", () => {
    const { lines, isWhole } = renderTree(USER, 20, 3);
    assert.deepEqual([lines.length, isWhole], [3, false]);
    assert.equal(renderTree(USER, 40, 1).isWhole, true);
    assert.equal(renderTree(USER, 40, 0).isWhole, false);
  });

  it("nested deeply keeps half of the width", () => {
    let deep: TreeNode = textNode("here it is");
    for (let depth = 0; depth < 90; depth++) deep = listNode("list", [deep]);
    const lines = shown(deep, 40, 1000);
    assert.ok(lines.every((line) => line.length <= 40));
    assert.ok(lines.some((line) => line.includes("here it is")));
  });

  it("shows kinds by their brackets", () => {
    assert.deepEqual(shown(listNode("tuple", [NULL_NODE]), 40), ["(null,)"]);
    assert.deepEqual(shown(listNode("set", [NULL_NODE]), 40), ["set [null]"]);
    assert.deepEqual(shown(mapNode("HashMap", [[listNode("tuple", [NULL_NODE]), NULL_NODE]]), 40), [
      "HashMap {(null,): null}",
    ]);
    const wideKey = listNode(
      "tuple",
      Array.from({ length: 50 }, () => NULL_NODE),
    );
    assert.deepEqual(shown(mapNode("dict", [[wideKey, NULL_NODE]]), 40), ["{(long key): null}"]);
  });

  it("shows calls in parentheses and objects in braces, arguments first", () => {
    assert.deepEqual(shown(objectNode("a.B", [numberNode(1)]), 40), ["a.B(1)"]);
    const object = objectNode("a.B", [numberNode(1)]);
    object.fields.push({ name: "x", note: "private", value: numberNode(2) });
    object.items.push(numberNode(3));
    object.entries.push([textNode("k"), numberNode(4)]);
    assert.deepEqual(shown(object, 60), ['a.B {argument: 1, private x: 2, 3, "k": 4}']);
    assert.deepEqual(shown(object, 12), ["a.B {", "  argument: 1,", "  private x: 2,", "  3,", '  "k": 4', "}"]);
  });
});
