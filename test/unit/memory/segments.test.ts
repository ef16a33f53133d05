/** The arena's buffers. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { PAGE_BYTES } from "../../../src/memory/limits.ts";
import { createSegments, Segments } from "../../../src/memory/segments.ts";

it("cuts the arena into segments of at most 1 GiB", () => {
  const buffers = createSegments(2050);
  assert.deepEqual(
    buffers.map((buffer) => buffer.byteLength / PAGE_BYTES),
    [1024, 1024, 2],
  );
  const segments = new Segments(buffers);
  assert.equal(segments.words.length, 3);
  assert.equal(segments.bytes[2]?.length, 2 * PAGE_BYTES);
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
