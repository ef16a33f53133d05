/** cluster/ring/classic-crc.ts: fifteen bits, and what becomes of 0. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLASSIC_CRC, CLASSIC_CRC_ABOVE_0 } from "../../../../src/cluster/ring/classic-crc.ts";

const keys = Array.from({ length: 100_000 }, (_, index) => Buffer.from(`key:${index}`));

test("they part ways only where the value is 0", () => {
  const zeros = keys.filter((key) => CLASSIC_CRC.hash(key, 0, key.length) === 0);
  assert.ok(zeros.length > 0);
  assert.ok(zeros.every((key) => CLASSIC_CRC_ABOVE_0.hash(key, 0, key.length) === 1));
  for (const key of keys.slice(0, 1000).filter((one) => !zeros.includes(one))) {
    const value = CLASSIC_CRC.hash(key, 0, key.length);
    assert.ok(value > 0 && value < 2 ** 15);
    assert.equal(CLASSIC_CRC_ABOVE_0.hash(key, 0, key.length), value);
  }
});
