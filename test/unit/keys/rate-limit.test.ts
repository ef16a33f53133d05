/** keys/rate-limit.ts: never faster than allowed, and nothing saved up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RateLimit } from "../../../src/keys/rate-limit.ts";

test("the first goes at once, the next waits for its time", () => {
  const limit = new RateLimit(100);
  assert.equal(limit.take(10, 0), 0);
  assert.equal(limit.take(1, 0), 100);
  assert.equal(limit.take(1, 105), 5);
  assert.equal(limit.take(1, 10_000), 0);
  assert.equal(limit.take(1, 10_000), 5, "the last 5 ms of a pause count");
  assert.equal(limit.take(1, 10_000), 15);
});

test("whoever waits as told stays below the rate", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat({ max: 100 })), { minLength: 2 }),
      (parts) => {
        const limit = new RateLimit(1000);
        let nowMs = 0;
        let before = 0;
        for (const [count, pauseMs] of parts) {
          nowMs += limit.take(count, nowMs);
          assert.ok(before <= nowMs + 5 + 1e-6, `${before} let through before ${nowMs} ms`);
          before += count;
          nowMs += pauseMs;
          before = Math.max(before, 0);
        }
      },
    ),
  );
});
