/** due-queue: against a sorted array, whatever is added and taken in whatever order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DueQueue } from "../../../../src/bench/load/due-queue.ts";

/** Adds something due at a moment, or takes what is due by one. */
type Step = { readonly push: number } | { readonly takeBy: number };

const MOMENT = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 1e6, noNaN: true }));

const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    MOMENT.map((push) => ({ push })),
    MOMENT.map((takeBy) => ({ takeBy })),
  ),
  { maxLength: 200 },
);

test("what is taken is the earliest that is due, as in a sorted array", () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const queue = new DueQueue<number>();
      const model: number[] = [];
      for (const step of steps) {
        if ("push" in step) {
          queue.push(step.push, step.push);
          model.push(step.push);
          model.sort((left, right) => left - right);
        } else {
          const [first] = model;
          const expected = first !== undefined && first <= step.takeBy ? model.shift() : undefined;
          assert.equal(queue.take(step.takeBy), expected);
        }
        assert.deepEqual([queue.count, queue.nextMs], [model.length, model[0] ?? Number.POSITIVE_INFINITY]);
      }
      const rest = model.map(() => queue.take(Number.POSITIVE_INFINITY));
      assert.deepEqual([rest, queue.count], [model, 0]);
    }),
  );
});

test("what is due at one moment is all taken at it, nothing of it before", () => {
  const queue = new DueQueue<string>();
  queue.push(5, "a");
  queue.push(5, "b");
  queue.push(6, "c");
  assert.equal(queue.take(4.999), undefined);
  assert.deepEqual(new Set([queue.take(5), queue.take(5)]), new Set(["a", "b"]));
  assert.deepEqual([queue.take(5), queue.nextMs], [undefined, 6]);
});

test("of nothing the next moment never comes", () => {
  const queue = new DueQueue<string>();
  assert.deepEqual(
    [queue.count, queue.nextMs, queue.take(Number.POSITIVE_INFINITY)],
    [0, Number.POSITIVE_INFINITY, undefined],
  );
});
