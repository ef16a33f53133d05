/** decode/java-objects.ts: classes of Java's library, and objects that only bear their names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { simplifyJava } from "../../../src/decode/java-objects.ts";
import { numberNode, objectNode, type TreeNode, textNode } from "../../../src/decode/tree.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

function shown(className: string, fields: Record<string, TreeNode>, ...items: TreeNode[]): string | undefined {
  const node = objectNode(className);
  node.fields.push(...Object.entries(fields).map(([name, value]) => ({ name, value })));
  node.items.push(...items);
  const simple = simplifyJava(node);
  return simple && oneLine(simple);
}

function block(hex: string): TreeNode {
  return { kind: "bytes", value: Buffer.from(hex, "hex") };
}

test("numbers, dates and collections", () => {
  assert.equal(shown("java.lang.Long", { value: numberNode(5) }), "5");
  assert.equal(shown("java.util.Date", {}, block("0000000000000001")), "1970-01-01T00:00:00.001Z");
  assert.equal(shown("java.math.BigInteger", { signum: numberNode(-1), magnitude: block("0100") }), "-256");
  assert.equal(
    shown("java.util.ArrayList", { size: numberNode(1) }, block("00000001"), textNode("a")),
    'ArrayList ["a"]',
  );
  assert.equal(shown("java.util.HashMap", {}, block("00"), textNode("a"), numberNode(1)), 'HashMap {"a": 1}');
  assert.equal(shown("java.util.CollSer", { tag: numberNode(2) }, textNode("a")), 'Set ["a"]');
  assert.equal(shown("java.util.CollSer", { tag: numberNode(3) }, textNode("a"), numberNode(1)), 'Map {"a": 1}');
});

test("what has not the form of its class stays an object", () => {
  assert.equal(shown("java.lang.Long", {}), undefined);
  assert.equal(shown("java.util.Date", {}), undefined);
  assert.equal(shown("java.util.Date", {}, block("7fffffffffffffff")), undefined);
  assert.equal(shown("java.math.BigInteger", { signum: numberNode(1) }), undefined);
  assert.equal(
    shown("java.math.BigInteger", { signum: numberNode(1), magnitude: block("01".repeat(1025)) }),
    undefined,
  );
  assert.equal(shown("java.util.HashMap", {}, textNode("a")), undefined);
  assert.equal(shown("java.util.CollSer", { tag: numberNode(9) }), undefined);
  assert.equal(shown("app.User", {}), undefined);
});
