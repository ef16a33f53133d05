/** key-lengths: spellings and refusals, and lengths that memcached takes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatKeyLengths, parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { KeyNumbers } from "../../../../src/bench/workload/key-numbers.ts";

test("spellings, written back", () => {
  for (const [text, written] of [
    ["32", "32"],
    ["16-64", "16-64"],
    ["20:0.9,250:0.1", "20:0.9,250:0.1"],
    ["pareto:20,10,0.1", "pareto:20,10,0.1,250"],
    ["pareto:20,10,0.1,100", "pareto:20,10,0.1,100"],
  ] as const) {
    assert.equal(formatKeyLengths(parseKeyLengths(text)), written);
    assert.deepEqual(parseKeyLengths(written), parseKeyLengths(text));
  }
});

for (const text of ["", "0", "251", "1k", "1.5", "30-20", "pareto:0,10,0.1", "pareto:1,10,0.1,251"]) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseKeyLengths(text), { code: "USAGE", message: /^cannot use the key length/ });
  });
}

test("a heavy tail stays at the longest key", () => {
  const lengths = new KeyNumbers(parseKeyLengths("pareto:1,50,2"), 1, "keyBytes");
  const drawn = Array.from({ length: 10_000 }, (_, key) => lengths.of(key));
  assert.deepEqual([Math.min(...drawn), Math.max(...drawn), lengths.max], [1, 250, 250]);
});
