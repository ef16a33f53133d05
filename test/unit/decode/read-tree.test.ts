/** decode/read-tree.ts: one value, and nothing behind it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DECODE_LIMITS } from "../../../src/decode/limits.ts";
import { readTree } from "../../../src/decode/read-tree.ts";
import { listNode, numberNode } from "../../../src/decode/tree.ts";

test("bytes behind the value are refused", () => {
  assert.deepEqual(
    readTree(Buffer.from([7, 8]), DECODE_LIMITS, (cursor) => numberNode(cursor.uint8())),
    { problem: "1 bytes follow its end at byte 1" },
  );
});

test("a graph becomes a tree", () => {
  const result = readTree(Buffer.from([]), DECODE_LIMITS, () => {
    const list = listNode("list");
    list.items.push(list);
    return list;
  });
  assert.deepEqual(result, {
    value: {
      root: { kind: "list", type: "list", items: [{ kind: "reference", anchor: 1 }], anchor: 1 },
      cut: undefined,
    },
  });
});

test("where the limit was reached the rest need not be read", () => {
  const result = readTree(Buffer.from([1, 2, 3]), { ...DECODE_LIMITS, nodesMax: 1 }, (cursor, budget) => {
    budget.count(2);
    return numberNode(cursor.uint8());
  });
  assert.ok("value" in result);
  assert.equal(result.value.cut, "it has more than 1 nodes");
});
