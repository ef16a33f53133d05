/** reply-ledger: replies are booked once, with the times of their own batch, however they come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Recorder } from "../../../../src/bench/load/recorder.ts";
import { ReplyLedger } from "../../../../src/bench/wire/reply-ledger.ts";
import { RequestWindow } from "../../../../src/bench/wire/request-window.ts";
import { OPERATION, OPERATIONS, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";

function fixture(capacity = 1000) {
  const window = new RequestWindow(capacity);
  const recorder = new Recorder();
  return { window, recorder, ledger: new ReplyLedger(window, recorder) };
}

/** Sends a batch of gets at `sentMs`. */
function send(window: RequestWindow, sentMs: number, count: number, dueMs = Number.NaN): void {
  for (let index = 0; index < count; index++) {
    window.push(OPERATION.get, index, dueMs, Number.NaN, 0);
  }
  window.stamp(sentMs);
}

test("any batches and any reads: each reply has the time from its batch to its read", () => {
  const batches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
  const outcomes = fc.infiniteStream(fc.constantFrom(OUTCOME.hit, OUTCOME.miss, OUTCOME.error));
  const reads = fc.infiniteStream(fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(batches, outcomes, reads, (sizes, ends, chunks) => {
      const { window, recorder, ledger } = fixture();
      const expected = [0, 0, 0, 0, 0].map(() => ({ count: 0, sum: 0 }));
      const sentMs: number[] = [];
      sizes.forEach((size, batch) => {
        send(window, batch, size);
        sentMs.push(...new Array<number>(size).fill(batch));
      });
      for (let nowMs = 1000; window.count > 0; nowMs++) {
        for (let left = chunks.next().value as number; left > 0 && window.count > 0; left--) {
          const outcome = ends.next().value as number;
          const sum = expected[outcome] as { count: number; sum: number };
          sum.count++;
          sum.sum += nowMs - (sentMs.shift() as number);
          ledger.settle(outcome, nowMs);
        }
        ledger.flush(nowMs);
      }
      expected.forEach(({ count, sum }, outcome) => {
        const histogram = recorder.histogram(slotOf(OPERATION.get, outcome));
        assert.deepEqual([histogram?.count ?? 0, Math.round((histogram?.meanNs ?? 0) * count)], [count, sum * 1e6]);
      });
    }),
  );
});

test("in an open loop response time and send lag are booked for each request", () => {
  const { window, recorder, ledger } = fixture();
  ledger.isPaced = true;
  send(window, 10, 1, 4);
  send(window, 12, 1, 5);
  ledger.settle(OUTCOME.hit, 20);
  ledger.settle(OUTCOME.hit, 20);
  ledger.flush(20);
  const slot = slotOf(OPERATION.get, OUTCOME.hit);
  const ends = (["service", "response", "sendLag"] as const).map((clock) => {
    const histogram = recorder.histogram(slot, clock);
    return [histogram?.count, histogram?.minNs, histogram?.maxNs];
  });
  assert.deepEqual(ends, [
    [2, 8e6, 10e6],
    [2, 15e6, 16e6],
    [2, 6e6, 7e6],
  ]);
});

test("a closed loop books no response time", () => {
  const { window, recorder, ledger } = fixture();
  send(window, 0, 1);
  ledger.settle(OUTCOME.hit, 1);
  assert.equal(recorder.histogram(slotOf(OPERATION.get, OUTCOME.hit), "response"), undefined);
});

test("replies read after a pause of ours are counted without a service time", () => {
  const { window, recorder, ledger } = fixture();
  send(window, 0, 3);
  ledger.isLate = true;
  ledger.settle(OUTCOME.hit, 900);
  ledger.settle(OUTCOME.hit, 900);
  ledger.flush(900);
  ledger.isLate = false;
  ledger.settle(OUTCOME.hit, 901);
  ledger.flush(901);
  const slot = slotOf(OPERATION.get, OUTCOME.hit);
  assert.deepEqual([recorder.requests(slot), recorder.untimed(slot), recorder.histogram(slot)?.count], [3, 2, 1]);
});

test("what is skipped is not counted and takes no time from its neighbours", () => {
  const { window, recorder, ledger } = fixture();
  send(window, 0, 1);
  window.push(OPERATIONS.length, 0, Number.NaN, Number.NaN, 0);
  window.push(OPERATION.get, 0, Number.NaN, Number.NaN, 0);
  window.stamp(5);
  ledger.settle(OUTCOME.hit, 7);
  ledger.skip(7);
  ledger.settle(OUTCOME.hit, 7);
  ledger.flush(7);
  const histogram = recorder.histogram(slotOf(OPERATION.get, OUTCOME.hit));
  assert.deepEqual([histogram?.count, histogram?.minNs, histogram?.maxNs, window.count], [2, 2e6, 7e6, 0]);
});

test("the observer hears of each reply while it is still in the window, and of missing keys", () => {
  const { window, ledger } = fixture();
  const heard: unknown[] = [];
  ledger.observer = {
    onReply: (operation, outcome, nowMs) => heard.push([operation, outcome, nowMs, window.key]),
    onMissingKey: (key) => heard.push(key),
  };
  send(window, 0, 2);
  ledger.settle(OUTCOME.miss, 3);
  ledger.missKey(77, 3);
  ledger.settle(OUTCOME.hit, 4);
  assert.deepEqual(heard, [[OPERATION.get, OUTCOME.miss, 3, 0], 77, [OPERATION.get, OUTCOME.hit, 4, 1]]);
});

test("a noreply request that failed after all moves from done to failed", () => {
  const { recorder, ledger } = fixture();
  recorder.countUnconfirmed();
  recorder.countUnconfirmed();
  ledger.settleUnconfirmed("SERVER_ERROR x");
  const count = (outcome: number) => recorder.requests(slotOf(OPERATION.set_noreply, outcome));
  assert.deepEqual([count(OUTCOME.hit), count(OUTCOME.error), recorder.errors], [1, 1, [["SERVER_ERROR x", 1]]]);
});
