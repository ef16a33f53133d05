/** flatness: three seconds against the three before, by a fifth of a percent or by what chance makes of few keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { isHitRateFlat } from "../../../../src/bench/result/flatness.ts";
import { type Counted, pointOf } from "../../../support/series-points.ts";

function isFlat(seconds: readonly Counted[]): boolean {
  return isHitRateFlat(seconds.map((counted, index) => pointOf(index, counted)));
}

/** So many keys asked for in each second, of which this part was found. */
function rates(asked: number, ...parts: readonly number[]): Counted[] {
  return parts.map((part) => ({ hits: Math.round(asked * part), misses: asked - Math.round(asked * part) }));
}

test("not before there are six seconds", () => {
  assert.equal(isFlat([]), false);
  assert.equal(isFlat(rates(1e6, 0.9, 0.9, 0.9, 0.9, 0.9)), false);
  assert.equal(isFlat(rates(1e6, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)), true);
});

test("of many keys a fifth of a percent is flat, more is not", () => {
  assert.equal(isFlat(rates(1e7, 0.9, 0.9, 0.9, 0.9019, 0.9019, 0.9019)), true);
  assert.equal(isFlat(rates(1e7, 0.9, 0.9, 0.9, 0.9021, 0.9021, 0.9021)), false);
  assert.equal(isFlat(rates(1e7, 0.9, 0.9, 0.9, 0.8979, 0.8979, 0.8979)), false);
});

test("of few keys two standard errors are flat, more is not", () => {
  // 300 keys on each side around 0.5: the standard error of the difference is sqrt(0.25 * 2 / 300) = 0.0408.
  assert.equal(isFlat(rates(100, 0.46, 0.46, 0.46, 0.54, 0.54, 0.54)), true);
  assert.equal(isFlat(rates(100, 0.45, 0.45, 0.45, 0.55, 0.55, 0.55)), false);
});

test("only the last six seconds count", () => {
  assert.equal(isFlat(rates(1e6, 0.1, 0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9)), true);
  assert.equal(isFlat(rates(1e6, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8)), false);
});

test("stale keys are asked for and not found; nothing asked for is not flat", () => {
  const half = { hits: 500_000, misses: 0, stale: 500_000 };
  const missed = { hits: 500_000, misses: 500_000 };
  assert.equal(isFlat([half, half, half, missed, missed, missed]), true);
  assert.equal(isFlat(rates(0, 0, 0, 0, 0, 0, 0)), false);
  assert.equal(isFlat([...rates(1e6, 0.9, 0.9, 0.9), ...rates(0, 0, 0, 0)]), false);
});

test("all found and nothing found are flat, without dividing by nothing", () => {
  assert.equal(isFlat(rates(1000, 1, 1, 1, 1, 1, 1)), true);
  assert.equal(isFlat(rates(1000, 0, 0, 0, 0, 0, 0)), true);
});

test("chance alone is called flat about 19 times of 20, and a rate that rises by 4 % a second never", () => {
  const prng = Prng.stream(11, 0);
  const drawn = (part: number): Counted => {
    let hits = 0;
    for (let key = 0; key < 1000; key++) {
      hits += prng.nextUint32() < part * 2 ** 32 ? 1 : 0;
    }
    return { hits, misses: 1000 - hits };
  };
  let flat = 0;
  for (let run = 0; run < 200; run++) {
    flat += isFlat(Array.from({ length: 6 }, () => drawn(0.8))) ? 1 : 0;
    assert.equal(isFlat(Array.from({ length: 6 }, (_, second) => drawn(0.6 + 0.04 * second))), false);
  }
  assert.ok(flat > 175 && flat < 200, String(flat));
});
