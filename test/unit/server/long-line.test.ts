/** Long lines grow in place; the budget is what all of them may hold. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineBudget, LineShare, LongLine } from "../../../src/server/long-line.ts";

test("pieces of any size are joined, and copied when they come", () => {
  const line = new LongLine(Buffer.from("get"));
  const piece = Buffer.from(" a");
  let expected = "get";
  for (let count = 1; count < 60; count++) {
    line.append(Buffer.from(piece.toString().repeat(count)));
    expected += " a".repeat(count);
  }
  piece.fill(0x58);
  assert.equal(line.length, expected.length);
  assert.equal(line.bytes().toString(), expected);
});

test("the budget refuses what is not left, and takes back", () => {
  const budget = new LineBudget(10);
  assert.equal(budget.take(7), true);
  assert.equal(budget.take(4), false);
  assert.equal(budget.take(3), true);
  budget.give(4);
  assert.equal(budget.take(4), true);
  assert.equal(budget.take(1), false);
});

test("a share gives back what it took, once", () => {
  const budget = new LineBudget(10);
  const share = new LineShare(budget);
  assert.equal(share.take(8), true);
  assert.equal(share.take(3), false);
  share.shrinkTo(5);
  share.shrinkTo(6);
  assert.equal(budget.take(6), false);
  assert.equal(budget.take(5), true);
  share.shrinkTo(0);
  share.shrinkTo(0);
  assert.equal(budget.take(6), false);
  assert.equal(budget.take(5), true);
});
