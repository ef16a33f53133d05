/** base/lookup3.ts: libhashkit's values, for inputs shorter and longer than a block. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lookup3 } from "../../../src/base/lookup3.ts";

const hash = (text: string): number => {
  const bytes = Buffer.from(`get ${text}\r\n`);
  return lookup3(bytes, 4, bytes.length - 2);
};

test("keys have libhashkit's values", () => {
  assert.deepEqual(
    ["a", "key:0", "user:1000:profile", "héllo"].map(hash),
    [3768813200, 232089112, 886310305, 1775288643],
  );
});

test("every byte counts, in lengths around a block's twelve bytes", () => {
  for (const length of [1, 4, 11, 12, 13, 23, 24, 25]) {
    const text = "k".repeat(length);
    const others = Array.from({ length }, (_, at) => `${text.slice(0, at)}j${text.slice(at + 1)}`);
    assert.equal(new Set([text, ...others].map(hash)).size, length + 1);
  }
});
