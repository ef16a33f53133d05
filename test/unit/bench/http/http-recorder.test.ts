/** The recorder: what is recorded where, and that nothing is lost on the way between threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ENDINGS, FAILED, HttpRecorder, UNANSWERED } from "../../../../src/bench/http/http-recorder.ts";

const OK = ENDINGS.indexOf("2xx");

test("a request of an open loop has three clocks, one of a closed loop only the service time", () => {
  const recorder = new HttpRecorder();
  recorder.record(0, OK, 100, 103, 110, false);
  recorder.record(1, OK, Number.NaN, 103, 110, false);
  const max = (request: number, clock: "response" | "service" | "sendLag") =>
    recorder.histogram(request, OK, clock)?.maxNs;
  assert.deepEqual([max(0, "response"), max(0, "service"), max(0, "sendLag")], [10e6, 7e6, 3e6]);
  assert.deepEqual([max(1, "response"), max(1, "service"), max(1, "sendLag")], [undefined, 7e6, undefined]);
});

test("a request that was never sent counts, at its age, without a service time", () => {
  const recorder = new HttpRecorder();
  recorder.record(0, UNANSWERED, 100, Number.NaN, 150, false);
  assert.equal(recorder.requests(0, UNANSWERED), 1);
  assert.equal(recorder.histogram(0, UNANSWERED, "service"), undefined);
  assert.equal(recorder.histogram(0, UNANSWERED, "response")?.maxNs, 50e6);
  assert.equal(recorder.histogram(0, UNANSWERED, "sendLag")?.maxNs, 50e6);
});

test("an answer read after a pause of ours counts without a service time", () => {
  const recorder = new HttpRecorder();
  recorder.record(0, OK, Number.NaN, 1, 2, true);
  assert.deepEqual([recorder.requests(0, OK), recorder.untimed(0, OK)], [1, 1]);
});

test("what was taken and added elsewhere is what was recorded; the recorder starts over", () => {
  const recorder = new HttpRecorder();
  recorder.record(3, FAILED, Number.NaN, 0, 5, false);
  recorder.record(3, FAILED, Number.NaN, 0, 5, true);
  recorder.countStatus(503);
  recorder.countError("time-out", 2);
  recorder.tallies.bytesRead = 7;
  const sum = new HttpRecorder();
  sum.add(recorder.take());
  sum.add(recorder.take());
  assert.deepEqual([sum.requests(3, FAILED), sum.statuses, sum.errors], [2, [[503, 1]], [["time-out", 2]]]);
  assert.deepEqual([sum.tallies.bytesRead, recorder.tallies.bytesRead, recorder.requests(3, FAILED)], [7, 0, 0]);
});

test("endless different errors are counted as one", () => {
  const recorder = new HttpRecorder();
  for (let number = 0; number < 100; number++) {
    recorder.countError(`error ${number}`);
  }
  assert.equal(recorder.errors.length, 33);
  assert.deepEqual(recorder.errors[0], ["(other errors)", 68]);
});
