/** recorder: what threads measured adds up, taking starts over, and a bounded number of error texts is kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ERROR_TEXTS_MAX } from "../../../../src/bench/limits.ts";
import { buffersOf, CLOCKS, type ClockName, Recorder } from "../../../../src/bench/load/recorder.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";

/** Number, smallest and largest in ns of a slot by a clock. */
function extent(recorder: Recorder, slot: number, clock: ClockName): (number | undefined)[] {
  const histogram = recorder.histogram(slot, clock);
  return [histogram?.count, histogram?.minNs, histogram?.maxNs];
}

test("snapshots of several recorders add up after the way between threads", () => {
  const total = new Recorder();
  for (const thread of [1, 2, 3]) {
    const recorder = new Recorder();
    recorder.recordService(4, thread, 10);
    recorder.recordDue(4, 0, thread, 2 * thread);
    recorder.countUntimed(4, thread);
    recorder.countKeys(OPERATION.mget, thread, 1);
    recorder.countError("SERVER_ERROR x", thread);
    recorder.tallies.bytesRead = 5;
    recorder.tallies.bytesWritten = 7;
    const taken = recorder.take();
    const buffers = buffersOf(taken);
    assert.equal(buffers.length, 3);
    total.add(structuredClone(taken, { transfer: buffers }));
  }
  assert.deepEqual(extent(total, 4, "service"), [30, 1e6, 3e6]);
  assert.deepEqual(extent(total, 4, "response"), [3, 2e6, 6e6]);
  assert.deepEqual(extent(total, 4, "sendLag"), [3, 1e6, 3e6]);
  assert.deepEqual([total.requests(4), total.untimed(4)], [36, 6]);
  assert.equal(total.histogram(5), undefined);
  assert.deepEqual(total.keys(OPERATION.mget), { hits: 6, misses: 3 });
  assert.deepEqual(total.errors, [["SERVER_ERROR x", 6]]);
  assert.deepEqual([total.tallies.bytesRead, total.tallies.bytesWritten, total.tallies.reconnects], [15, 21, 0]);
});

test("taking leaves nothing behind, and what was taken does not change", () => {
  const recorder = new Recorder();
  recorder.recordService(0, 1, 1);
  recorder.countUntimed(1, 1);
  recorder.countKeys(OPERATION.mget, 1, 1);
  recorder.countError("x");
  recorder.tallies.bytesRead = 1;
  const first = recorder.take();
  const empty = recorder.take();
  assert.deepEqual([empty.histograms, empty.untimed, empty.keys, empty.errors], [[], [], [], []]);
  assert.ok(Object.values(empty.tallies).every((count) => count === 0));
  recorder.recordService(0, 9, 5);
  const copy = new Recorder();
  copy.add(first);
  copy.add(empty);
  assert.deepEqual(extent(copy, 0, "service"), [1, 1e6, 1e6]);
  assert.equal(copy.tallies.bytesRead, 1);
});

test("slots and clocks do not mix", () => {
  const recorder = new Recorder();
  recorder.recordService(7, 1, 1);
  recorder.recordDue(8, 0, 2, 5);
  assert.deepEqual(
    [7, 8].map((slot) => CLOCKS.map((clock) => recorder.histogram(slot, clock)?.minNs)),
    [
      [1e6, undefined, undefined],
      [undefined, 5e6, 2e6],
    ],
  );
});

test("a request without a reply counts at its age on every clock it has", () => {
  const slot = slotOf(OPERATION.get, OUTCOME.unanswered);
  const at = (dueMs: number, sentMs: number) => {
    const recorder = new Recorder();
    recorder.recordUnanswered(OPERATION.get, dueMs, sentMs, Number.NaN, 100);
    const clocks = CLOCKS.map((clock) => recorder.histogram(slot, clock)?.maxNs);
    return [recorder.requests(slot), recorder.untimed(slot), ...clocks];
  };
  assert.deepEqual(at(Number.NaN, 40), [1, 0, 60e6, undefined, undefined]);
  assert.deepEqual(at(30, 40), [1, 0, 60e6, 70e6, 10e6]);
  assert.deepEqual(at(30, Number.NaN), [1, 1, undefined, 70e6, 70e6]);
});

test("the most frequent error comes first, and a flood of different ones is summed up", () => {
  const recorder = new Recorder();
  recorder.countError("rare");
  recorder.countError("frequent", 5);
  for (let index = 0; index < 1000; index++) {
    recorder.countError(`SERVER_ERROR ${index}`);
  }
  const { errors } = recorder;
  assert.equal(errors.length, ERROR_TEXTS_MAX + 1);
  assert.equal(errors[0]?.[0], "(other error replies)");
  assert.deepEqual(errors[1], ["frequent", 5]);
  assert.equal(
    errors.reduce((sum, [, count]) => sum + count, 0),
    1006,
  );
});
