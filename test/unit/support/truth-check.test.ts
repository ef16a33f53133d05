/** Which reports are true: what is allowed to be off, and by how much. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Distribution } from "../../support/queue-truth.ts";
import { untruths } from "../../support/truth-check.ts";

describe("a steady 5 ms", () => {
  const truth = new Distribution(new Float64Array(1000).fill(5));
  test("may be reported 3 % off", () => {
    const reported = { 50: 5, 99: 5.14, 99.9: 4.86 };
    assert.deepEqual(untruths(new Map(Object.entries(reported).map(([at, ms]) => [Number(at), ms])), truth), []);
  });
  test("is not 3 ms, nor 5.2 ms", () => {
    assert.deepEqual(untruths(new Map([[50, 3]]), truth), ["p50 is reported as 3.000 ms, the truth is 5.000 ms"]);
    assert.deepEqual(untruths(new Map([[100, 5.2]]), truth), ["p100 is reported as 5.200 ms, the truth is 5.000 ms"]);
    assert.deepEqual(untruths(new Map([[100, 5.2]]), truth, { part: 0.03, ms: 0.2 }), []);
  });
});

test("short times may be 100 us off", () => {
  const truth = new Distribution(new Float64Array(10));
  assert.deepEqual(untruths(new Map([[50, 0.099]]), truth), []);
  assert.equal(untruths(new Map([[50, 0.101]]), truth).length, 1);
});

test("at a jump both sides are true, and what is between; a little way off only one is", () => {
  const truth = new Distribution(Float64Array.from({ length: 10_000 }, (_, index) => (index < 9900 ? 1 : 100)));
  for (const timeMs of [1, 50, 100]) {
    assert.deepEqual(untruths(new Map([[99, timeMs]]), truth), []);
  }
  assert.equal(untruths(new Map([[98.5, 100]]), truth).length, 1);
  assert.deepEqual(untruths(new Map([[99.2, 1]]), truth), ["p99.2 is reported as 1.000 ms, the truth is 100.000 ms"]);
  assert.equal(untruths(new Map([[100, 1]]), truth).length, 1);
});
