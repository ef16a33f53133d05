/** number-spelling: whatever law is written in a unit is read back; errors name the unit and carry its hint. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInteger } from "../../../../src/base/units.ts";
import type { NumberLaw } from "../../../../src/bench/workload/key-numbers.ts";
import { formatNumbers, type NumberUnit, parseNumbers } from "../../../../src/bench/workload/number-spelling.ts";

const STEPS: NumberUnit = {
  name: "step count",
  hint: "write steps",
  parse: parseInteger,
  format: String,
  paretoMaxDefault: 1000,
  min: 0,
};

const weight = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const part = fc
  .tuple(fc.nat(1e6), fc.nat(1e6), weight)
  .map(([from, width, share]) => ({ from, to: from + width, weight: share }));
const laws: fc.Arbitrary<NumberLaw> = fc.oneof(
  part.map((only) => ({ kind: "parts" as const, parts: [{ ...only, weight: 1 }] })),
  fc.array(part, { minLength: 2, maxLength: 6 }).map((parts) => ({ kind: "parts" as const, parts })),
  fc.tuple(fc.nat(100), weight, weight).map(([location, scale, shape]) => ({
    kind: "pareto" as const,
    location,
    scale,
    shape,
    max: 5000,
  })),
);

test("what is written is read back", () => {
  fc.assert(
    fc.property(laws, (law) => {
      assert.deepEqual(parseNumbers(formatNumbers(law, STEPS), STEPS), law);
    }),
  );
});

test("errors name the unit, the text and what was wrong with it", () => {
  assert.throws(() => parseNumbers("4,5:z", STEPS), {
    code: "USAGE",
    message: 'cannot use the step count "4,5:z": "5:z" is not N, FROM-TO, N:SHARE or FROM-TO:SHARE',
    hint: "write steps",
  });
  assert.throws(() => parseNumbers("pareto:1", STEPS), { code: "USAGE", message: /LOC,SCALE,SHAPE/ });
});

test("an error that is none of the user's passes", () => {
  const broken = {
    ...STEPS,
    parse: () => {
      throw new RangeError("broken");
    },
  };
  assert.throws(() => parseNumbers("4", broken), RangeError);
});
