/** Values in one piece and in chunks, read and written in pieces of any size. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { TestStore } from "../../support/test-store.ts";

for (const [kind, slabChunkMax] of [
  ["in one piece", 512 * 1024],
  ["in chunks", 1024],
] as const) {
  it(`writes and reads parts of a value ${kind}`, () => {
    const test = new TestStore({ slabChunkMax });
    const { store } = test;
    const value = Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 31) & 255));
    const ref = test.allocate("key", Buffer.alloc(10_000));
    const other = test.allocate("other", Buffer.alloc(5_000, "o"));
    for (let at = 0, piece = 1; at < value.length; at += piece, piece = (piece * 3) % 977) {
      store.writeValue(ref, at, value, at, Math.min(piece, value.length - at));
      store.writeValue(other, 4_000, value, 0, 3);
    }
    const target = Buffer.alloc(10_002);
    store.readValue(ref, 0, target, 0, 10_002);
    assert.ok(target.subarray(0, 10_000).equals(value));
    assert.equal(target.toString("latin1", 10_000), "\r\n");
    for (const [at, count] of [
      [0, 1],
      [975, 3],
      [9_999, 1],
      [9_999, 3],
      [3_000, 5_000],
    ] as const) {
      const part = Buffer.alloc(count);
      store.readValue(ref, at, part, 0, count);
      assert.ok(part.equals(target.subarray(at, at + count)), `${count} at ${at}`);
    }
    for (const count of [target.length, target.length - 2, 976, 1]) {
      assert.ok(Buffer.concat(store.valueViews(ref, count)).equals(target.subarray(0, count)), `the first ${count}`);
    }
    const { values } = store.parts;
    values.copy(ref, 100, other, 50, 4_000);
    const copied = Buffer.alloc(4_000);
    store.readValue(other, 50, copied, 0, 4_000);
    assert.ok(copied.equals(value.subarray(100, 4_100)));
  });
}
