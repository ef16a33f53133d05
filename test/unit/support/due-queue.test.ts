/** The queue of due things against a stable sort. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DueQueue } from "../../support/due-queue.ts";

test("what is due first comes out first, in order of arrival at the same moment, however pushes and shifts mix", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }))), (actions) => {
      const queue = new DueQueue<number>();
      let expected: { dueMs: number; thing: number }[] = [];
      for (const [thing, dueMs] of actions.entries()) {
        if (dueMs === null) {
          assert.equal(queue.nextDueMs, expected[0]?.dueMs ?? Number.POSITIVE_INFINITY);
          assert.equal(queue.shift(), expected[0]?.thing);
          expected = expected.slice(1);
        } else {
          queue.push(dueMs, thing);
          expected = [...expected, { dueMs, thing }].sort((left, right) => left.dueMs - right.dueMs);
        }
        assert.equal(queue.size, expected.length);
      }
    }),
  );
});
