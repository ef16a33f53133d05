/** When a source is asked next. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { type DelayFacts, refreshDelayMs } from "../../../../src/cluster/discovery/refresh-delay.ts";

const FACTS: DelayFacts = { everyMs: 30_000, ttlMs: undefined, failureCount: 0, random: 0.5 };

it("goes by the rule, sooner for short lives, and backs off after failures", () => {
  const delay = (facts: Partial<DelayFacts>): number => Math.round(refreshDelayMs({ ...FACTS, ...facts }));
  assert.equal(delay({}), 30_000);
  assert.equal(delay({ random: 0 }), 27_000);
  assert.equal(delay({ random: 1 }), 33_000);
  assert.equal(delay({ ttlMs: 5000 }), 5000);
  assert.equal(delay({ ttlMs: 0 }), 1000);
  assert.equal(delay({ ttlMs: 300_000 }), 30_000);
  assert.deepEqual(
    [1, 2, 3, 5, 6, 100].map((failureCount) => delay({ failureCount })),
    [1000, 2000, 4000, 16_000, 30_000, 30_000],
  );
});

it("stays between nine tenths of a second and the rule and a tenth", () => {
  const facts = fc.record({
    everyMs: fc.integer({ min: 1000, max: 600_000 }),
    ttlMs: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    failureCount: fc.nat(2000),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(facts, (each) => {
      const ms = refreshDelayMs(each);
      assert.ok(ms >= 899 && ms <= each.everyMs * 1.1 + 1, String(ms));
    }),
  );
});
