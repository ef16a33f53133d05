/** Cas numbers across the borders of the low word. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Control } from "../../../src/memory/control.ts";
import { CasGenerator } from "../../../src/store/cas-generator.ts";

function generators(): [CasGenerator, CasGenerator, Int32Array] {
  const { words } = new Control(Control.create(1));
  CasGenerator.start(words);
  return [new CasGenerator(words), new CasGenerator(words), words];
}

const numberOf = (cas: CasGenerator): bigint => (BigInt(cas.high) << 32n) + BigInt(cas.low);

it("starts at 2 and counts up over all users", () => {
  const [first, second] = generators();
  first.next();
  assert.equal(numberOf(first), 2n);
  second.next();
  assert.equal(numberOf(second), 3n);
});

it("carries into the high half, at every multiple of 2^31", () => {
  for (const start of [2n ** 31n, 2n ** 32n, 3n * 2n ** 31n, 2n ** 33n, 2n ** 53n, 2n ** 60n]) {
    const [cas] = generators();
    const before = start - 3n;
    cas.raise(Number(before & 0xffffffffn), Number(before >> 32n));
    for (let step = 1n; step <= 6n; step++) {
      cas.next();
      assert.equal(numberOf(cas), before + step);
    }
  }
});

it("is right when the count of crossings is seen too early or too late", () => {
  const [cas, , words] = generators();
  // The low word says 2^31 + 5 (just crossed) but nobody has counted the crossing yet.
  words[32] = (0x80000000 + 4) | 0;
  words[33] = 0;
  cas.next();
  assert.equal(numberOf(cas), 2n ** 31n + 5n);
  // The low word says 2^31 - 3 (about to cross) but the crossing is counted already by another thread.
  words[32] = 0x7ffffffc;
  words[33] = 1;
  cas.next();
  assert.equal(numberOf(cas), 2n ** 31n - 3n);
});

it("is never raised downwards", () => {
  const [cas] = generators();
  cas.raise(100, 5);
  cas.raise(200, 4);
  cas.next();
  assert.equal(numberOf(cas), (5n << 32n) + 101n);
});
