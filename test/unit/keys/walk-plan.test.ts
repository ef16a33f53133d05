/** keys/walk-plan.ts: every chosen class in exactly one step, in order, and not too many steps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planSteps, readClassCounts } from "../../../src/keys/walk-plan.ts";

const ALL = { fromClass: 1, onlyClass: undefined };

test("reads the classes with items, in order, from stats items", () => {
  const stats = [
    { name: "items:10:number", value: "3" },
    { name: "items:10:number_hot", value: "3" },
    { name: "items:2:number", value: "100" },
    { name: "items:4:number", value: "0" },
    { name: "items:5:number", value: "many" },
  ];
  assert.deepEqual(readClassCounts(stats), [
    { slabClass: 2, itemCount: 100 },
    { slabClass: 10, itemCount: 3 },
  ]);
});

test("small classes are put together, large ones stand alone", () => {
  const counts = [1000, 1, 2, 3, 1000, 5].map((itemCount, index) => ({ slabClass: index + 1, itemCount }));
  assert.deepEqual(planSteps(counts, ALL), [[1], [2, 3, 4, 5], [6]]);
  assert.deepEqual(planSteps(counts, { fromClass: 3, onlyClass: undefined }), [[3, 4, 5], [6]]);
  assert.deepEqual(planSteps(counts, { fromClass: 1, onlyClass: 5 }), [[5]]);
  assert.deepEqual(planSteps(counts, { fromClass: 6, onlyClass: 5 }), []);
  assert.deepEqual(planSteps([], ALL), []);
});

test("every class is walked once, ascending, in at most seventeen steps", () => {
  const counts = fc
    .uniqueArray(fc.integer({ min: 1, max: 63 }))
    .chain((ids) =>
      fc.tuple(
        fc.constant(ids.sort((a, b) => a - b)),
        fc.array(fc.integer({ min: 1 }), { minLength: ids.length, maxLength: ids.length }),
      ),
    )
    .map(([ids, sizes]) => ids.map((slabClass, index) => ({ slabClass, itemCount: sizes[index] ?? 1 })));
  fc.assert(
    fc.property(counts, (classes) => {
      const steps = planSteps(classes, ALL);
      assert.deepEqual(
        steps.flat(),
        classes.map(({ slabClass }) => slabClass),
      );
      assert.ok(steps.length <= 17 && steps.every((step) => step.length > 0));
    }),
  );
});
