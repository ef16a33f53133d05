/** point-slots: points are full in order, each with everything that was put into it, however the threads go on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TICK_MS } from "../../../../src/bench/limits.ts";
import { PointSlots, type PointSpan } from "../../../../src/bench/result/point-slots.ts";

interface Full extends PointSpan {
  readonly counts: readonly number[];
  readonly due: number;
  readonly inFlight: number;
}

function slotsOf(threads: number, pointMs = 1000) {
  const full: Full[] = [];
  const slots = new PointSlots<number[]>({
    threads,
    pointMs,
    createRecorder: () => [],
    onFull: (span, { recorder, due, allInFlight }) =>
      full.push({ ...span, counts: recorder, due, inFlight: allInFlight }),
  });
  const add = (thread: number, interval: number, count: number): void => {
    const slot = slots.slotOf(interval);
    slot.recorder.push(count);
    slot.due += 2;
    slot.inFlight[thread] = count;
    slots.delivered(thread, interval);
  };
  return { slots, full, add };
}

test("a point is full when every thread has delivered its last interval", () => {
  const { full, add, slots } = slotsOf(2);
  add(0, 3, 1);
  add(1, 2, 5);
  assert.deepEqual(full, []);
  add(1, 3, 7);
  assert.deepEqual(full, [{ index: 0, startMs: 0, endMs: 1000, counts: [1, 5, 7], due: 6, inFlight: 8 }]);
  slots.end(1000);
  assert.equal(full.length, 1);
});

test("points as long as an interval, and as long as several", () => {
  for (const [pointMs, points] of [
    [TICK_MS, 8],
    [TICK_MS * 4, 2],
    [TICK_MS * 8, 1],
  ] as const) {
    const { full, add } = slotsOf(1, pointMs);
    for (let interval = 0; interval < 8; interval++) {
      add(0, interval, interval);
    }
    assert.deepEqual([full.length, full.at(-1)?.endMs], [points, TICK_MS * 8]);
  }
});

test("whatever comes in whatever order: nothing is lost, and no point comes twice", () => {
  const step = fc.record({ thread: fc.nat(2), forward: fc.nat(9), isLast: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 9000 }), (steps, endMs) => {
      const { full, add, slots } = slotsOf(3);
      const intervals = [0, 0, 0];
      for (const [count, { thread, forward, isLast }] of steps.entries()) {
        intervals[thread] = (intervals[thread] as number) + forward;
        add(thread, intervals[thread] as number, count);
        if (isLast) {
          slots.endThread(thread);
        }
      }
      slots.end(endMs);
      assert.deepEqual(
        full.flatMap(({ counts }) => counts).toSorted((left, right) => left - right),
        steps.map((_, count) => count),
      );
      assert.deepEqual(
        full.map(({ index }) => index),
        full.map((_, index) => index),
      );
    }),
  );
});
