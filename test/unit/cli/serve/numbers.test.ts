/** Numbers of memcached's command line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { atoi, fraction, unsignedNumber } from "../../../../src/cli/serve/numbers.ts";

test("atoi reads what it can", () => {
  const cases: readonly [string, number][] = [
    ["12", 12],
    [" -7x", -7],
    ["+3", 3],
    ["abc", 0],
    ["", 0],
    ["1e9", 1],
  ];
  for (const [text, value] of cases) {
    assert.equal(atoi(text), value, text);
  }
});

test("the strict ones take all or nothing", () => {
  assert.deepEqual(["0", "007", "-1", "1.5", "", "x"].map(unsignedNumber), [
    0,
    7,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(["0.5", "2", "-1.25", ".5", "1e3", ""].map(fraction), [
    0.5,
    2,
    -1.25,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual([unsignedNumber(undefined), fraction(undefined)], [undefined, undefined]);
});
