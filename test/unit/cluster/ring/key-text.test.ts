/** cluster/ring/key-text.ts: characters of keys, as JavaScript, Java and Python count them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { unitHash, writeLowBytes } from "../../../../src/cluster/ring/key-text.ts";

const TEXTS = ["plain", "naïve", "日本", "a😀b", "\ufeffbom"];

test("a hash by units sees what charCodeAt sees", () => {
  for (const text of TEXTS) {
    const seen: number[] = [];
    const hash = unitHash(7, (state, unit) => {
      seen.push(unit);
      return state + 1;
    });
    const bytes = Buffer.from(`[${text}]`);
    assert.equal(hash(bytes, 1, bytes.length - 1), 7 + text.length);
    assert.deepEqual(
      seen,
      Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)),
    );
  }
});

test("the state is finished as asked", () => {
  const bytes = Buffer.from("a");
  assert.equal(unitHash(0, () => -1)(bytes, 0, 1), 2 ** 32 - 1);
  assert.equal(unitHash(0, () => -1, Math.abs)(bytes, 0, 1), 1);
});

test("low bytes are of code points, one each", () => {
  for (const text of TEXTS) {
    const target = new Uint8Array(100).fill(0xaa);
    const bytes = Buffer.from(`[${text}]`);
    const end = writeLowBytes(target, 2, bytes, 1, bytes.length - 1);
    const expected = Array.from(text, (character) => (character.codePointAt(0) as number) & 0xff);
    assert.deepEqual([...target.subarray(2, end)], expected);
  }
});
