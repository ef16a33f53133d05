/** No two things share a place in the control region. */
import assert from "node:assert/strict";
import { it } from "node:test";
import {
  CLASS,
  CLASS_FLOAT,
  CONTROL,
  classFloat,
  classWord,
  controlBytes,
  PAGE_TABLE_START,
} from "../../../src/memory/control-layout.ts";
import { SLAB_CLASS_MAX } from "../../../src/memory/limits.ts";

it("keeps global words, class blocks and page table apart", () => {
  const words = Object.values(CONTROL);
  assert.equal(new Set(words).size, words.length);
  assert.ok(Math.max(...words) < classWord(0));
  assert.equal(classWord(1) * 4, classFloat(1) * 8);
  assert.ok((classWord(SLAB_CLASS_MAX) + CLASS.counts + 3) * 4 < PAGE_TABLE_START);
  assert.ok((classFloat(SLAB_CLASS_MAX) + CLASS_FLOAT.directReclaims) * 8 < PAGE_TABLE_START);
  assert.ok(controlBytes(9) >= PAGE_TABLE_START + 9);
});

it("keeps words and floats of a block apart", () => {
  assert.ok((CLASS.counts + 4) * 4 <= CLASS_FLOAT.bytes * 8);
  assert.ok(CLASS_FLOAT.bytes + 4 <= CLASS_FLOAT.evicted);
  assert.ok(classFloat(0) + CLASS_FLOAT.directReclaims < classFloat(1));
  assert.ok(CLASS.heads + 4 <= CLASS.tails && CLASS.tails + 4 <= CLASS.counts && CLASS.pages < CLASS.heads);
});
