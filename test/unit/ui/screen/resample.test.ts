/** resample: lines between intervals, and no spike lost where several share a column. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { resample, type Sample } from "../../../../src/ui/screen/resample.ts";

function samplesOf(heights: readonly (number | undefined)[], lengthMs = 1000): Sample[] {
  return heights.map((height, index) => ({ startMs: index * lengthMs, endMs: (index + 1) * lengthMs, height }));
}

describe("fewer intervals than columns", () => {
  test("straight lines between the middles, level before the first and to the end of the last", () => {
    const heights = resample(samplesOf([0, 1]), 3000, 12, "mean");
    assert.deepEqual(
      heights.map((height) => height?.toFixed(3)),
      ["0.000", "0.000", "0.000", "0.375", "0.625", "0.875", "1.000", "1.000", ...new Array(4).fill(undefined)].map(
        (height, column) => (column === 2 ? "0.000" : column === 6 ? "1.000" : height),
      ),
    );
  });
  test("what is unknown is not drawn over", () => {
    const heights = resample(samplesOf([0.5, undefined, 0.5]), 3000, 6, "mean");
    assert.deepEqual(heights, [0.5, 0.5, undefined, undefined, 0.5, 0.5]);
  });
  test("an interval without length, the last of a run that was cut off, is left out", () => {
    assert.deepEqual(resample([...samplesOf([1]), { startMs: 1000, endMs: 1000, height: 0 }], 2000, 2, "mean"), [
      1,
      undefined,
    ]);
  });
});

describe("more intervals than columns", () => {
  const spike = samplesOf([0, 0, 1, 0, 0, 0, 0, 0]);
  test("the highest of them is seen", () => {
    assert.deepEqual(resample(spike, 8000, 2, "max"), [1, 0]);
  });
  test("or their mean", () => {
    assert.deepEqual(resample(spike, 8000, 2, "mean"), [0.25, 0]);
  });
});

test("a column for each dot, within the range of the heights; the maximum is always there", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 100 }),
      (heights, dots) => {
        const drawn = resample(samplesOf(heights), heights.length * 1000, dots, "max");
        assert.equal(drawn.length, dots);
        const known = drawn.filter((height) => height !== undefined);
        assert.equal(known.length, dots);
        assert.ok(known.every((height) => height <= Math.max(...heights) && height >= Math.min(...heights)));
        if (dots <= heights.length) {
          assert.equal(Math.max(...known), Math.max(...heights));
        }
      },
    ),
  );
});
