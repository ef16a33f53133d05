/** Copying between shared and private memory, across the limits where the way of copying changes. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { copyBytes } from "../../../src/memory/copy.ts";

it("copies exactly the range asked for, in all directions", () => {
  const make = { shared: () => Buffer.from(new SharedArrayBuffer(70_000)), private: () => Buffer.alloc(70_000) };
  for (const count of [0, 1, 23, 24, 25, 47, 48, 49, 223, 224, 225, 1000, 16383, 16384, 16385, 40_000]) {
    for (const source of [make.shared(), make.private()]) {
      for (const target of [make.shared(), make.private()]) {
        for (let index = 0; index < source.length; index++) {
          source[index] = (index * 7 + (index >> 8)) & 255;
        }
        target.fill(170);
        copyBytes(source, 1001, target, 77, count);
        assert.ok(target.subarray(77, 77 + count).equals(source.subarray(1001, 1001 + count)), `${count} bytes`);
        assert.equal(target[76], 170);
        assert.equal(target[77 + count], 170);
      }
    }
  }
});
