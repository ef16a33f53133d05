/** self-totals: intervals of a thread and threads of a run add up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SelfRecorder, type SelfSnapshot } from "../../../../src/bench/load/self-recorder.ts";
import { SelfTotals } from "../../../../src/bench/result/self-totals.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";

function snapshot(scale: number): SelfSnapshot {
  const self = new SelfRecorder();
  const loopDelay = Histogram.create();
  self.ownDelay.record(scale * 1000, scale);
  loopDelay.record(scale * 2000, 1);
  self.intendedGaps.mark(0);
  self.intendedGaps.mark(scale);
  self.sentGaps.mark(0, scale);
  self.due = scale;
  self.sent = scale * 4;
  self.blocked = scale * 2;
  self.skipped = scale * 3;
  self.countStall(scale * 30);
  return self.take(loopDelay);
}

function seen({ ownDelay, loopDelay, ...rest }: SelfTotals) {
  return { own: [ownDelay.count, ownDelay.maxNs], loop: [loopDelay.count, loopDelay.maxNs], ...rest };
}

const SUM = {
  own: [5, 3000],
  loop: [2, 6000],
  intendedGaps: { count: 2, sumMs: 5, squaresMs: 13 },
  sentGaps: { count: 3, sumMs: 0, squaresMs: 0 },
  due: 5,
  sent: 20,
  blocked: 10,
  skipped: 15,
  stalls: 2,
  stallMsMax: 90,
};

test("intervals add up; the longest pause stays the longest", () => {
  const totals = new SelfTotals();
  totals.add(snapshot(3));
  totals.add(snapshot(2));
  assert.deepEqual(seen(totals), SUM);
});

test("so do threads", () => {
  const [left, right] = [new SelfTotals(), new SelfTotals()];
  left.add(snapshot(2));
  right.add(snapshot(3));
  left.merge(right);
  assert.deepEqual(seen(left), SUM);
});
