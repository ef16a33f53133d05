/** decode/tree.ts: nodes are made so that numbers keep what they are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { booleanNode, floatNode, numberNode, objectNode } from "../../../src/decode/tree.ts";

test("integers and floats are told apart", () => {
  assert.equal(numberNode(2).text, "2");
  assert.equal(numberNode(2n ** 64n).text, "18446744073709551616");
  assert.equal(floatNode(2).text, "2.0");
  assert.equal(floatNode(-0).text, "-0.0");
  assert.equal(floatNode(0.1).text, "0.1");
  assert.equal(floatNode(1e300).text, "1e+300");
  assert.equal(floatNode(Number.NaN).text, "NaN");
});

test("a call has arguments, even none; an object need not", () => {
  assert.deepEqual(objectNode("A", []).args, []);
  assert.equal("args" in objectNode("A"), false);
  assert.deepEqual(booleanNode(true), { kind: "boolean", value: true });
});
