/** keys/hot/merge-reports.ts: bounds of the total hold, wherever the keys were seen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HotKeysReport } from "../../../../src/keys/hot/hot-keys.ts";
import { certainCount, mergeReports } from "../../../../src/keys/hot/merge-reports.ts";
import { SpaceSaving } from "../../../../src/keys/space-saving.ts";

function reportOf(keys: readonly string[], capacity: number): HotKeysReport {
  const sketch = new SpaceSaving(capacity);
  for (const key of keys) {
    const bytes = Buffer.from(key);
    sketch.add(bytes, 0, bytes.length, key < "5", 1);
  }
  const goodTotal = keys.filter((key) => key < "5").length;
  const { total, errorMax } = sketch;
  return { keys: sketch.top(Number.POSITIVE_INFINITY), total, goodTotal, errorMax, lost: 1 };
}

test("true counts lie between count - error and count, and unlisted keys are below the largest error", () => {
  const stream = fc.array(fc.nat(15).map(String), { maxLength: 80 });
  fc.assert(
    fc.property(
      fc.array(stream, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 20 }),
      (streams, capacity) => {
        const merged = mergeReports(
          streams.map((keys) => reportOf(keys, capacity)),
          Number.POSITIVE_INFINITY,
        );
        const all = streams.flat();
        const truth = (key: string): number => all.filter((one) => one === key).length;
        for (const { key, count, error, goodCount } of merged.keys) {
          assert.ok(count - error <= truth(key) && truth(key) <= count);
          assert.ok(goodCount <= count - error);
        }
        const listed = new Set(merged.keys.map(({ key }) => key));
        for (const key of new Set(all)) {
          assert.ok(listed.has(key) || truth(key) <= merged.errorMax);
        }
        assert.equal(merged.total, all.length);
        assert.equal(merged.lost, streams.length);
      },
    ),
  );
});

test("how many keys are certainly among the hottest", () => {
  const key = (count: number, error: number) => ({ key: String(count), count, error, goodCount: 0, sizeBytes: 0 });
  assert.equal(certainCount([key(10, 0), key(9, 4), key(8, 0)], 7), 2);
  assert.equal(certainCount([], 7), 0);
});
