/** decode/pickle-stack.ts: stack, marks and memo. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteCursor } from "../../../src/decode/byte-cursor.ts";
import { Malformed } from "../../../src/decode/malformed.ts";
import { PickleStack } from "../../../src/decode/pickle-stack.ts";
import { numberNode } from "../../../src/decode/tree.ts";

const [ONE, TWO, THREE] = [numberNode(1), numberNode(2), numberNode(3)];

function stackOf(): PickleStack {
  return new PickleStack(new ByteCursor(Buffer.from("x"), 1));
}

test("values come back in order, groups at their mark", () => {
  const stack = stackOf();
  stack.push(ONE);
  stack.mark();
  stack.push(TWO);
  stack.push(THREE);
  assert.equal(stack.bottom, ONE);
  assert.deepEqual(stack.popMark(), [TWO, THREE]);
  stack.push(TWO);
  assert.deepEqual(stack.popMany(2), [ONE, TWO]);
  assert.equal(stack.bottom, undefined);
});

test("POP takes a value, or the mark where none is left", () => {
  const stack = stackOf();
  stack.push(ONE);
  stack.mark();
  stack.push(TWO);
  stack.drop();
  stack.drop();
  assert.equal(stack.top(), ONE);
});

test("the memo keeps what was on top", () => {
  const stack = stackOf();
  stack.push(ONE);
  stack.rememberNext();
  stack.push(TWO);
  stack.rememberNext();
  stack.remember(7);
  stack.recall(0);
  assert.equal(stack.pop(), ONE);
  stack.recall(7);
  assert.equal(stack.pop(), TWO);
});

test("what is not there fails like malformed bytes", () => {
  const stack = stackOf();
  for (const operation of [
    () => stack.pop(),
    () => stack.top(),
    () => stack.popMany(1),
    () => stack.popMark(),
    () => stack.drop(),
    () => stack.recall(3),
    () => stack.remember(0),
    () => stack.remember(Number.NaN),
  ]) {
    assert.throws(operation, Malformed);
  }
});
