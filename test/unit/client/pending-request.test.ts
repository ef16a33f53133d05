/** client/pending-request.ts: the queue keeps its order over any mix of operations. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type PendingRequest, RequestQueue } from "../../../src/client/pending-request.ts";

function request(label: string): PendingRequest {
  return {
    label,
    encode: () => {},
    expectation: { shape: "version" },
    settle: () => {},
    reject: () => {},
    retriesLeft: 0,
    closesAfterError: false,
  };
}

test("property: behaves as a list that is pushed at one end and shifted at the other", () => {
  const operation = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: -3000, max: -1 }), fc.constant(0));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
      const queue = new RequestQueue();
      let model: PendingRequest[] = [];
      for (const count of operations) {
        for (let index = 0; index < count; index++) {
          const item = request(String(index));
          queue.push(item);
          model.push(item);
        }
        for (let index = 0; index > count; index--) {
          assert.equal(queue.first, model[0]);
          assert.equal(queue.shift(), model.shift());
        }
        if (count === 0) {
          assert.deepEqual(queue.drain(), model);
          model = [];
        }
        assert.equal(queue.length, model.length);
      }
    }),
    { numRuns: 30 },
  );
});
