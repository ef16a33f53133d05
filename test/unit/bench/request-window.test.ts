/** request-window: a ring of requests and of the moments they were sent, checked against plain arrays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../src/base/prng.ts";
import { RequestWindow } from "../../../src/bench/request-window.ts";

test("requests come out in order with the moment of their batch", () => {
  for (const capacity of [1, 3, 8, 33]) {
    const window = new RequestWindow(capacity);
    const model: { key: number; operation: number; sentMs: number; isLast: boolean }[] = [];
    const prng = Prng.stream(capacity, 0);
    let nextKey = 0;
    for (let step = 0; step < 500; step++) {
      const batch = prng.nextBelow(window.free(capacity) + 1);
      const wasEmpty = window.count === 0;
      for (let index = 0; index < batch; index++) {
        window.push(nextKey % 12, nextKey);
        model.push({ key: nextKey, operation: nextKey % 12, sentMs: step, isLast: index === batch - 1 });
        nextKey++;
      }
      assert.equal(window.stamp(step), wasEmpty);
      const replies = prng.nextBelow(window.count + 1);
      for (let index = 0; index < replies; index++) {
        const expected = model.shift();
        assert.deepEqual(
          { key: window.key, operation: window.operation, sentMs: window.sentMs, isLast: window.shift() },
          expected,
        );
      }
      assert.equal(window.count, model.length);
      assert.equal(window.free(capacity), capacity - model.length);
    }
  }
});

test("requests are sent when half of the pipeline is free", () => {
  const roomAfter = (limit: number, inFlight: number): number => {
    const window = new RequestWindow(16);
    for (let key = 0; key < inFlight; key++) {
      window.push(0, key);
    }
    return window.room(limit);
  };
  assert.deepEqual([roomAfter(1, 0), roomAfter(1, 1)], [1, 0]);
  assert.deepEqual([roomAfter(2, 0), roomAfter(2, 1), roomAfter(2, 2)], [2, 1, 0]);
  assert.deepEqual([roomAfter(5, 3), roomAfter(5, 2)], [0, 3]);
  assert.deepEqual([roomAfter(16, 9), roomAfter(16, 8), roomAfter(16, 0)], [0, 8, 16]);
});

test("a smaller limit leaves less room", () => {
  const window = new RequestWindow(16);
  window.push(0, 0);
  assert.equal(window.free(1), 0);
  assert.equal(window.free(4), 3);
});
