/** short-bytes: copies and comparisons of every length at every place, and nothing beside them touched or looked at. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { copyShort, equalShort, viewOf } from "../../../../src/bench/workload/short-bytes.ts";

const bytes = fc.uint8Array({ minLength: 0, maxLength: 300, size: "max" });
const place = fc.nat(20);

/** A buffer in the middle of a larger one, as slices of a pool are, with `bytes` at `offset`. */
function around(inner: Uint8Array, offset: number): Buffer {
  const pool = Buffer.alloc(inner.length + offset + 40, 0xaa);
  pool.set(inner, 7 + offset);
  return pool.subarray(7, 7 + offset + inner.length + 10);
}

test("bytes are copied, and no others", () => {
  fc.assert(
    fc.property(bytes, place, place, (content, start, offset) => {
      const target = around(new Uint8Array(content.length).fill(0x55), offset);
      copyShort(viewOf(around(content, start)), start, viewOf(target), offset, content.length);
      assert.ok(target.equals(around(content, offset)));
    }),
  );
});

test("equal bytes are equal at any places, and any changed byte is seen", () => {
  fc.assert(
    fc.property(bytes, place, place, fc.nat(), fc.integer({ min: 1, max: 255 }), (content, start, offset, at, flip) => {
      const one = viewOf(around(content, start));
      const other = around(content, offset);
      const equal = () => equalShort(one, start, viewOf(other), offset, content.length);
      assert.equal(equal(), true);
      other[offset + content.length] = 1;
      assert.equal(equal(), true);
      fc.pre(content.length > 0);
      const changed = offset + (at % content.length);
      other[changed] = (other[changed] as number) ^ flip;
      assert.equal(equal(), false);
    }),
  );
});
