/** request-window: a ring of requests and of the moments they were sent, checked against plain arrays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RequestWindow } from "../../../../src/bench/wire/request-window.ts";

/** A request as the model keeps it. */
interface Model {
  readonly key: number;
  readonly operation: number;
  readonly dueMs: number;
  readonly beganMs: number;
  readonly version: number;
  readonly sentMs: number;
  readonly keys: readonly number[];
  readonly isLast: boolean;
}

/** The oldest request of a window, which is dropped. */
function taken(window: RequestWindow): Model {
  const { key, operation, dueMs, beganMs, version, sentMs, keysEach } = window;
  const keys = Array.from({ length: keysEach > 1 ? keysEach : 0 }, (_, index) => window.keyAt(index));
  return { key, operation, dueMs, beganMs, version, sentMs, keys, isLast: window.shift() };
}

/** Steps of a run: how many requests are sent and then answered, as parts of what is possible. */
const STEPS = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  {
    maxLength: 100,
  },
);

test("requests come out in order, as they were put in, with the moment of their batch", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 2, 5), STEPS, (capacity, keysEach, steps) => {
      const window = new RequestWindow(capacity, keysEach);
      const model: Model[] = [];
      let next = 0;
      for (const [step, [sent, answered]] of steps.entries()) {
        const batch = Math.round(sent * window.free(capacity));
        const wasEmpty = window.count === 0;
        for (let index = 0; index < batch; index++, next++) {
          const keys = Array.from({ length: keysEach > 1 ? keysEach : 0 }, (_, place) => next * 10 + place);
          window.push(next % 12, next, next / 2, next / 4, next % 7);
          if (keysEach > 1) {
            window.pushKeys(Int32Array.from(keys));
          }
          const request = {
            key: next,
            operation: next % 12,
            dueMs: next / 2,
            beganMs: next / 4,
            version: next % 7,
            keys,
          };
          model.push({ ...request, sentMs: step, isLast: index === batch - 1 });
        }
        assert.equal(window.stamp(step), wasEmpty);
        const replies = Math.round(answered * window.count);
        for (let index = 0; index < replies; index++) {
          assert.deepEqual(taken(window), model.shift());
        }
        assert.deepEqual([window.count, window.free(capacity)], [model.length, capacity - model.length]);
      }
    }),
  );
});

test("what has no moment at which it is due keeps none", () => {
  const window = new RequestWindow(1);
  window.push(0, 0, Number.NaN, Number.NaN, 0);
  assert.deepEqual([window.dueMs, window.beganMs], [Number.NaN, Number.NaN]);
});

test("a smaller limit leaves less room", () => {
  const window = new RequestWindow(16);
  window.push(0, 0, 0, 0, 0);
  assert.equal(window.free(1), 0);
  assert.equal(window.free(4), 3);
  assert.equal(window.free(100), 15);
});
