/** recorder: what threads measured adds up, and a bounded number of error texts is kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ERROR_TEXTS_MAX } from "../../../src/bench/limits.ts";
import { buffersOf, Recorder } from "../../../src/bench/recorder.ts";

test("snapshots of several recorders add up", () => {
  const total = new Recorder();
  for (const thread of [1, 2, 3]) {
    const recorder = new Recorder();
    recorder.record(4, thread * 1000, 10);
    recorder.countError("SERVER_ERROR x", thread);
    recorder.bytesRead = 5;
    recorder.bytesWritten = 7;
    const snapshot = structuredClone(recorder.snapshot());
    assert.equal(buffersOf(snapshot).length, 1);
    total.add(snapshot);
  }
  const histogram = total.histogram(4);
  assert.deepEqual([histogram?.count, histogram?.minNs, histogram?.maxNs], [30, 1000, 3000]);
  assert.equal(total.histogram(5), undefined);
  assert.deepEqual(total.errors, [["SERVER_ERROR x", 6]]);
  assert.deepEqual([total.bytesRead, total.bytesWritten], [15, 21]);
});

test("a snapshot is a copy", () => {
  const recorder = new Recorder();
  recorder.record(0, 1, 1);
  const snapshot = recorder.snapshot();
  recorder.record(0, 1, 1);
  const copy = new Recorder();
  copy.add(snapshot);
  assert.equal(copy.histogram(0)?.count, 1);
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
