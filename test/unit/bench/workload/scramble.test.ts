/** scramble: a permutation for every size, and one that really scatters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Scramble } from "../../../../src/bench/workload/scramble.ts";

function isPermutation(count: number): boolean {
  const scramble = new Scramble(count);
  const seen = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const place = scramble.map(index);
    if (place < 0 || place >= count || seen[place] === 1) {
      return false;
    }
    seen[place] = 1;
  }
  return true;
}

test("it is a permutation of every small range", () => {
  for (let count = 1; count <= 600; count++) {
    assert.ok(isPermutation(count), `${count}`);
  }
});

test("it is a permutation of ranges of any size", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 200_000 }), isPermutation), { seed: 5, numRuns: 30 });
});

test("it stays inside the largest range", () => {
  const count = 2 ** 31 - 1;
  const scramble = new Scramble(count);
  const places = [0, 1, 2, count - 1].map((index) => scramble.map(index));
  assert.ok(places.every((place) => place >= 0 && place < count));
  assert.equal(new Set(places).size, 4);
});

test("neighbouring ranks do not become neighbouring keys", () => {
  const scramble = new Scramble(100_000);
  let neighbours = 0;
  for (let index = 0; index < 999; index++) {
    neighbours += Math.abs(scramble.map(index) - scramble.map(index + 1)) <= 10 ? 1 : 0;
  }
  assert.ok(neighbours < 10, `${neighbours} of 999 pairs stayed close`);
});
