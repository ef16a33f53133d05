/** keys/space-saving.ts: what the paper promises, for any stream. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Prng } from "../../../src/base/prng.ts";
import { SpaceSaving } from "../../../src/keys/space-saving.ts";

/** Feeds keys; the exact counts beside it. A key that ends in an even digit is good. */
function feed(sketch: SpaceSaving, keys: Iterable<string>): Map<string, number> {
  const exact = new Map<string, number>();
  for (const key of keys) {
    const bytes = Buffer.from(`<${key}>`);
    sketch.add(bytes, 1, bytes.length - 1, Number(key.at(-1)) % 2 === 0, key.length);
    exact.set(key, (exact.get(key) ?? 0) + 1);
  }
  return exact;
}

/** Everything Metwally et al. prove, checked against the exact counts. */
function checkGuarantees(sketch: SpaceSaving, exact: ReadonlyMap<string, number>): void {
  const all = sketch.top(Number.POSITIVE_INFINITY);
  const total = [...exact.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(sketch.total, total);
  assert.equal(all.length, Math.min(sketch.capacity, exact.size));
  assert.equal(new Set(all.map(({ key }) => key)).size, all.length);
  assert.ok(sketch.errorMax <= total / sketch.capacity);
  // Every event is in exactly one counter.
  assert.equal(
    all.reduce((sum, { count }) => sum + count, 0),
    total,
  );
  let before = Number.POSITIVE_INFINITY;
  for (const { key, count, error, goodCount, sizeBytes } of all) {
    const truth = exact.get(key) ?? 0;
    assert.ok(count - error <= truth && truth <= count, `${key}: ${count} - ${error} against ${truth}`);
    assert.ok(error <= sketch.errorMax);
    assert.equal(goodCount, Number(key.at(-1)) % 2 === 0 ? count - error : 0);
    assert.equal(sizeBytes, key.length);
    assert.ok(count <= before, "largest first");
    before = count;
  }
  const listed = new Set(all.map(({ key }) => key));
  for (const [key, count] of exact) {
    assert.ok(listed.has(key) || count <= sketch.errorMax, `${key} was seen ${count} times and is not listed`);
  }
}

test("bounds hold for any stream and any capacity, at every moment", () => {
  const key = fc.oneof(fc.nat(3), fc.nat(30)).map(String);
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 300 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer(),
      (keys, capacity, seed) => {
        const sketch = new SpaceSaving(capacity, seed);
        const half = keys.length >> 1;
        const exact = feed(sketch, keys.slice(0, half));
        checkGuarantees(sketch, exact);
        for (const [name, count] of feed(sketch, keys.slice(half))) {
          exact.set(name, (exact.get(name) ?? 0) + count);
        }
        checkGuarantees(sketch, exact);
      },
    ),
  );
});

test("with a counter for every key the counts are exact", () => {
  const sketch = new SpaceSaving(100);
  const exact = feed(
    sketch,
    Array.from({ length: 5000 }, (_, index) => String(Math.floor(Math.sqrt(index)) % 90)),
  );
  assert.equal(sketch.errorMax, 0);
  assert.deepEqual(new Map(sketch.top(100).map(({ key, count }) => [key, count])), exact);
});

test("the hottest keys of a skewed stream are found with a hundredth of the counters", () => {
  const random = Prng.stream(5, 0);
  const keys = Array.from({ length: 200_000 }, () => `key${Math.floor(20_000 * random.nextDouble() ** 4)}`);
  const sketch = new SpaceSaving(1000);
  const exact = feed(sketch, keys);
  checkGuarantees(sketch, exact);
  const truth = [...exact].sort(([, a], [, b]) => b - a).slice(0, 20);
  assert.deepEqual(new Set(sketch.top(20).map(({ key }) => key)), new Set(truth.map(([key]) => key)));
});

test("keys are bytes: one that ends earlier or holds other bytes is another", () => {
  const sketch = new SpaceSaving(4);
  const bytes = Buffer.from([1, 255, 1, 255, 0]);
  sketch.add(bytes, 0, 2, true, 0);
  sketch.add(bytes, 2, 4, false, 0);
  sketch.add(bytes, 2, 5, false, 0);
  assert.deepEqual(
    sketch.top(4).map(({ key, count, goodCount }) => ({ key, count, goodCount })),
    [
      { key: "\x01\xff", count: 2, goodCount: 1 },
      { key: "\x01\xff\x00", count: 1, goodCount: 0 },
    ],
  );
});
