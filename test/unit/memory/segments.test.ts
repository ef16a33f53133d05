/** The arena's buffers. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { PAGE_BYTES } from "../../../src/memory/limits.ts";
import { createSegments, pagesOf, Segments } from "../../../src/memory/segments.ts";

const pagesBySegment = (buffers: readonly SharedArrayBuffer[]): readonly number[] =>
  buffers.map(({ byteLength }) => byteLength / PAGE_BYTES);

it("cuts the arena into segments of at most 1 GiB", () => {
  const buffers = createSegments(2050);
  assert.deepEqual(pagesBySegment(buffers), [1024, 1024, 2]);
  assert.equal(pagesOf(buffers), 2050);
  assert.equal(new Segments(buffers).bytes[2]?.length, 2 * PAGE_BYTES);
});

it("makes room for more pages later, as far as references reach", () => {
  assert.equal(pagesOf(createSegments(10, 5000)), 5000);
  assert.equal(pagesOf(createSegments(10, 1_000_000)), 32 * 1024);
});

it("is content with the pages it needs where address space is short", () => {
  const real = globalThis.SharedArrayBuffer;
  globalThis.SharedArrayBuffer = new Proxy(real, {
    construct: (target, [byteLength]) => {
      if (byteLength === 1024 * PAGE_BYTES) {
        throw new RangeError("Array buffer allocation failed");
      }
      return new target(byteLength);
    },
  });
  try {
    assert.deepEqual(pagesBySegment(createSegments(100, 5000)), [100]);
  } finally {
    globalThis.SharedArrayBuffer = real;
  }
});

it("shows the same memory as words and as bytes", () => {
  const segments = new Segments(createSegments(1));
  const words = segments.words[0];
  assert.ok(words);
  words[1] = 0x01020304;
  assert.equal(segments.bytes[0]?.readInt32LE(4), 0x01020304);
});

it("refuses more pages than references can address", () => {
  assert.throws(() => createSegments(32 * 1024 + 1), /addressable/);
});
