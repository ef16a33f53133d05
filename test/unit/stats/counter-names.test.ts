/** The names of counters are the layout of a thread's block: a name twice would make two counters one. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COUNTER, SLAB_COUNTER, SLAB_COUNTERS, THREAD_COUNTERS } from "../../../src/stats/counter-names.ts";

describe("counter names", () => {
  it("each have one place, without gaps", () => {
    for (const [names, places] of [
      [THREAD_COUNTERS, COUNTER],
      [SLAB_COUNTERS, SLAB_COUNTER],
    ] as const) {
      assert.deepEqual(
        Object.values(places),
        names.map((_, index) => index),
      );
      assert.deepEqual(Object.keys(places), [...names]);
    }
  });
  it("cannot be moved at run time", () => {
    assert.throws(() => Object.assign(COUNTER, { get_hits: 99 }), TypeError);
  });
});
