import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clockSkew, leastSkewS, skewText } from "../../../../src/cluster/inspection/clock-skew.ts";

test("the interval holds the true skew, whatever memcached cuts off and however long the answer takes", () => {
  // The server as memcached.c has it: whole seconds of a monotonic clock since the last tick, added to whole seconds of the start.
  const model = fc.record({
    startS: fc.double({ min: 1e9, max: 1.1e9, noNaN: true }),
    monotonicStartS: fc.double({ min: 0, max: 1e6, noNaN: true }),
    sinceStartS: fc.double({ min: 2, max: 1e6, noNaN: true }),
    sinceTickS: fc.double({ min: 0, max: 1, noNaN: true }),
    skewS: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    wayThereMs: fc.double({ min: 0, max: 500, noNaN: true }),
    wayBackMs: fc.double({ min: 0, max: 500, noNaN: true }),
  });
  fc.assert(
    fc.property(model, ({ startS, monotonicStartS, sinceStartS, sinceTickS, skewS, wayThereMs, wayBackMs }) => {
      const serverTimeS =
        Math.floor(startS) + Math.floor(monotonicStartS + sinceStartS - sinceTickS) - Math.floor(monotonicStartS);
      const oursS = startS + sinceStartS - skewS;
      const { lowS, highS } = clockSkew({
        sentUnixMs: oursS * 1000 - wayThereMs,
        tookMs: wayThereMs + wayBackMs,
        serverTimeS,
      });
      assert.ok(lowS - 0.002 <= skewS && skewS <= highS + 0.002, `${lowS} ${skewS} ${highS}`);
    }),
  );
});

test("a skew is said only where it is certain", () => {
  const sentUnixMs = 1_000_000_000_000;
  const of = (serverTimeS: number) => clockSkew({ sentUnixMs, tookMs: 100, serverTimeS });
  assert.deepEqual(of(1_000_000_000), { lowS: -1.1, highS: 3 });
  assert.equal(leastSkewS(of(1_000_000_000)), 0);
  assert.equal(skewText(of(1_000_000_000)), "0 s ±2.1 s");
  assert.equal(skewText(of(1_000_000_100)), "+101 s ±2.1 s");
  assert.equal(leastSkewS(of(1_000_000_100)), 98.9);
  assert.equal(leastSkewS(of(999_999_900)), -97);
  assert.equal(skewText(of(999_999_900)), "-99 s ±2.1 s");
});
