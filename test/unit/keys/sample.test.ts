/** keys/sample.ts: everything while there is room, and then all with the same chance. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../src/base/prng.ts";
import { Sample } from "../../../src/keys/sample.ts";

test("keeps what there is when it is few", () => {
  const sample = new Sample<number>(3, () => 0);
  sample.add(1);
  sample.add(2);
  assert.deepEqual(sample.items, [1, 2]);
});

test("each of many is chosen equally often", () => {
  const prng = Prng.stream(1, 1);
  const hits = new Array<number>(10).fill(0);
  for (let round = 0; round < 3000; round++) {
    const sample = new Sample<number>(3, () => prng.nextDouble());
    for (let item = 0; item < 10; item++) {
      sample.add(item);
    }
    assert.equal(new Set(sample.items).size, 3);
    for (const item of sample.items) {
      hits[item] = (hits[item] as number) + 1;
    }
  }
  // 900 expected, a standard deviation of 25: the seed is fixed, so this cannot fail by chance.
  assert.ok(Math.min(...hits) > 800 && Math.max(...hits) < 1000, hits.join());
});
