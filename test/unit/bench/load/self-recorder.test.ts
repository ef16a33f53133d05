/** self-recorder: everything is taken once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { NO_GAPS } from "../../../../src/bench/load/spacing.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";

function filled(): [SelfRecorder, Histogram] {
  const self = new SelfRecorder();
  const loopDelay = Histogram.create();
  self.ownDelay.record(5000, 2);
  loopDelay.record(7000, 1);
  self.intendedGaps.mark(1);
  self.intendedGaps.mark(3);
  self.sentGaps.mark(1, 2);
  self.due = 4;
  self.sent = 5;
  self.blocked = 3;
  self.skipped = 2;
  self.countStall(40);
  self.countStall(30);
  return [self, loopDelay];
}

test("a snapshot holds what was measured", () => {
  const [self, loopDelay] = filled();
  const { ownDelay, loopDelay: packed, ...rest } = self.take(loopDelay);
  assert.deepEqual([...ownDelay].slice(0, 3), [5000, 5000, 10_000]);
  assert.deepEqual([...packed].slice(0, 3), [7000, 7000, 7000]);
  assert.deepEqual(rest, {
    intendedGaps: { count: 1, sumMs: 2, squaresMs: 4 },
    sentGaps: { count: 1, sumMs: 0, squaresMs: 0 },
    due: 4,
    sent: 5,
    blocked: 3,
    skipped: 2,
    stalls: 2,
    stallMsMax: 40,
  });
});

test("the next one starts from nothing, and what was taken stays as it was", () => {
  const [self, loopDelay] = filled();
  const first = structuredClone(self.take(loopDelay));
  const empty = Histogram.create().pack();
  assert.deepEqual(self.take(loopDelay), {
    ownDelay: empty,
    loopDelay: empty,
    intendedGaps: NO_GAPS,
    sentGaps: NO_GAPS,
    due: 0,
    sent: 0,
    blocked: 0,
    skipped: 0,
    stalls: 0,
    stallMsMax: 0,
  });
  assert.equal(first.due, 4);
});
