/** When the replies of each timing are due, by hand. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Timing } from "../../support/known-behaviour.ts";
import { createTiming } from "../../support/known-timing.ts";

function due(timing: Timing, readsMs: readonly number[], originMs = 0): number[] {
  const model = createTiming(timing, originMs);
  return readsMs.map((readMs) => model.dueMs(readMs));
}

test("fixed: so long after reading, any number at a time", () => {
  assert.deepEqual(due({ kind: "fixed", delayMs: 5 }, [0, 0, 1.5]), [5, 5, 6.5]);
});

describe("freeze", () => {
  const last = { kind: "freeze", everyMs: 5000, frozenMs: 1000, serviceMs: 0 } as const;
  test("what comes while it is frozen waits for the thaw", () => {
    assert.deepEqual(due(last, [0, 3999, 4000, 4999.5, 5000, 8999, 9500]), [0, 3999, 5000, 5000, 5000, 8999, 10_000]);
  });
  test("its periods run from when it was armed", () => {
    assert.deepEqual(due(last, [700, 4699, 4700, 5699], 700), [700, 4699, 5700, 5700]);
  });
  test("may begin anywhere in the period, at its start too", () => {
    assert.deepEqual(due({ ...last, freezesAtMs: 0 }, [0, 999, 1000, 5000]), [1000, 1000, 1000, 6000]);
    assert.deepEqual(due({ ...last, freezesAtMs: 2000 }, [1999, 2000, 3000]), [1999, 3000, 3000]);
  });
  test("work stands still meanwhile, over several freezes if it is long", () => {
    assert.deepEqual(due({ ...last, serviceMs: 2 }, [3998, 3999, 4000, 5000]), [4000, 5001, 5002, 5002]);
    assert.deepEqual(due({ ...last, serviceMs: 9000 }, [0]), [11_000]);
  });
  test("what takes no time waits for the thaw as well", () => {
    const model = createTiming({ ...last, serviceMs: 2 }, 0);
    assert.deepEqual([model.idleMs(3999), model.idleMs(4001)], [3999, 5000]);
  });
  test("a freeze that does not fit its period is refused", () => {
    assert.throws(() => due({ ...last, freezesAtMs: 4500 }, [0]), /lies in its period/);
  });
});

test("capacity: one at a time, the next begins when the last is done", () => {
  const timing = { kind: "capacity", perSecond: 500 } as const;
  assert.deepEqual(due(timing, [0, 0, 1, 10, 11]), [2, 4, 6, 12, 14]);
  assert.equal(createTiming(timing, 0).idleMs(1), 1);
});

describe("bimodal", () => {
  const timing = { kind: "bimodal", share: 0.25, slowMs: 100, fastMs: 1 } as const;
  test("every fourth is slow", () => {
    assert.deepEqual(due(timing, [0, 1, 2, 3, 4, 5, 6, 7]), [1, 2, 3, 103, 5, 6, 7, 107]);
  });
  test("or about one in four, the same ones for the same seed", () => {
    const reads = new Array<number>(10_000).fill(0);
    const slow = due({ ...timing, seed: 7 }, reads).filter((dueMs) => dueMs === 100).length;
    assert.ok(Math.abs(slow - 2500) < 4 * Math.sqrt(10_000 * 0.25 * 0.75), `${slow} were slow`);
    assert.deepEqual(due({ ...timing, seed: 7 }, reads), due({ ...timing, seed: 7 }, reads));
    assert.notDeepEqual(due({ ...timing, seed: 7 }, reads), due({ ...timing, seed: 8 }, reads));
  });
});

test("no reply is due before its request was read, nor while the server is frozen", () => {
  const freeze = fc.record({
    freezesAtMs: fc.nat(50),
    frozenMs: fc.integer({ min: 1, max: 49 }),
    serviceMs: fc.nat(300),
  });
  fc.assert(
    fc.property(freeze, fc.nat(1000), fc.nat(1000), (fields, originMs, readMs) => {
      const timing = { kind: "freeze", everyMs: 100, ...fields } as const;
      const [dueMs = 0] = due(timing, [originMs + readMs], originMs);
      const intoFreezeMs = (dueMs - originMs - fields.freezesAtMs + 100_000) % 100;
      assert.ok(dueMs >= originMs + readMs + fields.serviceMs);
      const isAtItsStart = intoFreezeMs === 0 && fields.serviceMs > 0;
      assert.ok(isAtItsStart || intoFreezeMs >= fields.frozenMs, `${intoFreezeMs} ms into a freeze`);
    }),
  );
});
