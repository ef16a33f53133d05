/** bench-state: remembers the phases that are over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { initialBench, reduceBench } from "../../../../src/ui/bench/bench-state.ts";
import { testProgress } from "../../../support/progress.ts";

test("a phase is over when the next one begins", () => {
  const start = initialBench({ target: "cache:1", load: ["closed loop"] });
  assert.deepEqual([start.progress, start.finished], [undefined, []]);
  const moments = [
    testProgress({ phase: "populate", elapsedMs: 0 }),
    testProgress({ phase: "populate", elapsedMs: 800 }),
    testProgress({ phase: "warmup", elapsedMs: 0 }),
    testProgress({ phase: "warmup", elapsedMs: 2000 }),
    testProgress({ phase: "measure", elapsedMs: 0 }),
  ];
  const end = moments.reduce(reduceBench, start);
  assert.equal(end.progress, moments[4]);
  assert.deepEqual(end.finished, [
    { phase: "populate", elapsedMs: 800 },
    { phase: "warmup", elapsedMs: 2000 },
  ]);
});
