/** Shared words: adding returns the new value, everybody sees it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { allocateShared } from "../../../src/memory/shared.ts";
import { addShared, claimShared, readShared, writeShared } from "../../../src/memory/shared-words.ts";

test("what one view writes another reads", () => {
  const shared = allocateShared(16);
  const one = new Int32Array(shared);
  const other = new Int32Array(shared);
  assert.equal(addShared(one, 1, 5), 5);
  assert.equal(addShared(other, 1, -2), 3);
  assert.equal(readShared(one, 1), 3);
  writeShared(one, 1, 9);
  assert.equal(readShared(other, 1), 9);
});

test("a word is claimed by one only", () => {
  const words = new Int32Array(allocateShared(8));
  assert.ok(claimShared(words, 0, 0, 7));
  assert.ok(!claimShared(words, 0, 0, 8));
  assert.equal(readShared(words, 0), 7);
});
