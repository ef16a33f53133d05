/** Seeds of the operating system: 32-bit integers that differ. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomSeed } from "../../../src/base/random.ts";

test("seeds are 32-bit integers, negative ones too, and practically never the same", () => {
  const seeds = Array.from({ length: 200 }, randomSeed);
  assert.ok(seeds.every((seed) => seed === (seed | 0)));
  assert.ok(new Set(seeds).size > 190);
  assert.ok(seeds.some((seed) => seed < 0) && seeds.some((seed) => seed >= 0));
});
