/** chart-scale: round ends that hold all values, and ticks where their values are. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { latencyScale, rateScale, ratioScale, timeSpanMs } from "../../../../src/ui/screen/chart-scale.ts";

const texts = (scale: ReturnType<typeof rateScale>): string[] =>
  scale.ticks.toSorted((a, b) => a.height - b.height).map(({ text }) => text);

test("rates begin at 0 and end at a round number", () => {
  assert.deepEqual(texts(rateScale(141_000)), ["0", "75k/s", "150k/s"]);
  assert.equal(rateScale(141_000).heightOf(75_000), 0.5);
  assert.deepEqual(texts(rateScale(200_000)), ["0", "50k/s", "100k/s", "150k/s", "200k/s"]);
  assert.equal(rateScale(0).heightOf(0), 0);
});

describe("latencies", () => {
  test("a logarithmic scale with the powers of ten first", () => {
    const scale = latencyScale(212, 4100);
    assert.deepEqual(texts(scale), ["200 us", "500 us", "1 ms", "2 ms", "5 ms"]);
    assert.deepEqual(
      scale.ticks.slice(0, 3).map(({ text }) => text),
      ["5 ms", "200 us", "1 ms"],
    );
    assert.ok(Math.abs(scale.heightOf(1000) - 0.5) < 1e-9);
  });
  test("values that are all alike still have a decade", () => {
    assert.deepEqual(texts(latencyScale(100, 100)), ["100 us", "200 us", "500 us", "1 ms"]);
    assert.equal(latencyScale(100, 0).heightOf(0), 0);
  });
  test("every value stands between the ends, larger ones higher", () => {
    const us = fc.double({ min: 0.001, max: 3.6e9, noNaN: true });
    fc.assert(
      fc.property(us, us, us, (a, b, c) => {
        const [low, middle, high] = [a, b, c].toSorted((x, y) => x - y) as [number, number, number];
        const scale = latencyScale(low, high);
        const heights = [low, middle, high].map((value) => scale.heightOf(value));
        assert.ok(heights.every((height) => height >= 0 && height <= 1));
        assert.ok((heights[0] as number) <= (heights[1] as number) && (heights[1] as number) <= (heights[2] as number));
        assert.equal(scale.ticks.length, new Set(scale.ticks.map(({ text }) => text)).size);
      }),
    );
  });
});

test("ratios end at 1 and begin where the lowest still is", () => {
  assert.deepEqual(texts(ratioScale(0.997)), ["99 %", "99.5 %", "100 %"]);
  assert.equal(texts(ratioScale(0.93))[0], "90 %");
  assert.equal(texts(ratioScale(0.6))[0], "50 %");
  assert.equal(texts(ratioScale(0))[0], "0 %");
  assert.equal(ratioScale(0.95).heightOf(0.95).toFixed(6), "0.500000");
});

test("the time axis grows in steps and always has room", () => {
  assert.deepEqual(
    [0, 5000, 5001, 10_000, 61_000, 86_400_000, 90_000_000].map(timeSpanMs),
    [5000, 5000, 10_000, 10_000, 120_000, 86_400_000, 172_800_000],
  );
  fc.assert(fc.property(fc.nat(10 ** 9), (elapsedMs) => assert.ok(timeSpanMs(elapsedMs) >= elapsedMs)));
});
