/** backlog: first in, first out, with everything that belongs to a request, however far the ring grows and turns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Backlog } from "../../../../src/bench/load/backlog.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";

/** A request as the model keeps it; everything in it follows from its number. */
function request(number: number, keysEach: number) {
  return {
    operation: number % 23,
    key: number * 3,
    keys: Array.from({ length: keysEach }, (_, index) => number * 10 + index),
    casHigh: number * 7,
    casLow: number * 11,
    version: number % 5,
    dueMs: number / 2,
    beganMs: number % 2 === 0 ? Number.NaN : number / 4,
  };
}

type Request = ReturnType<typeof request>;

function push(backlog: Backlog, { operation, key, keys, casHigh, casLow, version, dueMs, beganMs }: Request): void {
  const draw = new Draw(keys.length);
  Object.assign(draw, { operation, key, casHigh, casLow, version });
  draw.keys.set(keys);
  backlog.push(draw, dueMs, beganMs);
}

/** Takes the oldest request out. A backlog of requests for one key keeps no further keys. */
function shift(backlog: Backlog, keysEach: number): Request {
  const { dueMs, beganMs, operation } = backlog;
  const draw = new Draw(keysEach);
  draw.isCounterStart = true;
  backlog.shift(draw);
  assert.deepEqual([draw.operation, draw.isCounterStart], [operation, false]);
  const { key, casHigh, casLow, version } = draw;
  return { operation, key, keys: [...draw.keys], casHigh, casLow, version, dueMs, beganMs };
}

/** Steps: how many come, then how many go, the first ones more than the last. */
const STEPS = fc.array(fc.tuple(fc.nat(900), fc.nat(900)), { minLength: 1, maxLength: 12 });

for (const keysEach of [1, 2, 10]) {
  test(`any coming and going of requests for ${keysEach} keys`, () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const backlog = new Backlog(keysEach);
        const model: Request[] = [];
        let next = 0;
        for (const [coming, going] of steps) {
          for (let left = coming; left > 0; left--, next++) {
            model.push(request(next, keysEach));
            push(backlog, request(next, keysEach));
          }
          for (let left = Math.min(going, model.length); left > 0; left--) {
            const expected = model.shift() as Request;
            const keys = keysEach > 1 ? expected.keys : [0];
            assert.deepEqual(shift(backlog, keysEach), { ...expected, keys });
          }
          assert.equal(backlog.count, model.length);
        }
      }),
      { numRuns: 40 },
    );
  });
}

test("dropping forgets the oldest", () => {
  const backlog = new Backlog(1);
  push(backlog, request(1, 1));
  push(backlog, request(2, 1));
  backlog.drop();
  assert.deepEqual([backlog.count, backlog.dueMs, backlog.operation], [1, 1, 2]);
});
