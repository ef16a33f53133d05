/** progress-text: the line of a moment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { progressText } from "../../../../src/bench/reporters/progress-text.ts";

test("everything known", () => {
  const text = progressText({
    phase: "measure",
    elapsedMs: 3200,
    done: 0.329,
    requests: 451_200,
    errors: 3,
    hitRate: 0.998,
    p99Ns: 812_000,
  });
  assert.equal(text, "measure 3.2 s 32 %: 141k/s, hit rate 99.8 %, p99 812 us, 3 errors");
});

test("nothing known yet", () => {
  const moment = {
    phase: "warmup",
    elapsedMs: 0,
    done: undefined,
    requests: 0,
    errors: 0,
    hitRate: null,
    p99Ns: undefined,
  } as const;
  assert.equal(progressText(moment), "warm-up 0 s: -");
});
