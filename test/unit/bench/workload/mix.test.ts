/** mix: both spellings of --ratio, what is refused and how, and drawing by weight. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../../../../src/base/prng.ts";
import { formatMix, MixSampler, parseMix } from "../../../../src/bench/workload/mix.ts";
import { MIXED_OPERATIONS, OPERATION, OPERATIONS } from "../../../../src/bench/workload/operations.ts";

test("SETS:GETS is memtier's order", () => {
  assert.deepEqual(parseMix("1:9"), [
    { operation: "set", weight: 1 },
    { operation: "get", weight: 9 },
  ]);
  assert.deepEqual(parseMix("0:1"), [{ operation: "get", weight: 1 }]);
});

test("operations with weights, written back", () => {
  assert.equal(formatMix(parseMix("get=90, set=9.5,delete=0.5,touch=0")), "get=90,set=9.5,delete=0.5");
});

for (const [text, message] of [
  ["", /is not operation=weight/],
  ["get", /is not operation=weight/],
  ["get=x", /is not a weight/],
  ["get=-1", /is not a weight/],
  ["fetch=1", /no operation "fetch"/],
  ["gats=1", /gats is not offered/],
  ["flush_all=1", /empties the server/],
  ["fill=1", /no operation "fill"/],
  ["read=1", /no operation "read"/],
  ["get=1,get=2", /twice/],
  ["0:0", /no operation has a weight/],
] as const) {
  test(`${JSON.stringify(text)} is refused with a sentence`, () => {
    assert.throws(() => parseMix(text), { code: "USAGE", message });
  });
}

test("every operation but those that follow from others can be asked for", () => {
  const text = MIXED_OPERATIONS.map((name) => `${name}=1`).join(",");
  assert.equal(formatMix(parseMix(text)), text);
  assert.deepEqual(
    OPERATIONS.filter((name) => !MIXED_OPERATIONS.includes(name)),
    ["cas_gets", "fill", "lease_wait", "read"],
  );
});

test("draws follow the weights", () => {
  const sampler = new MixSampler(parseMix("get=7,set=2,delete=1"));
  const prng = Prng.stream(3, 0);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 100_000; draw++) {
    const operation = sampler.next(prng);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  const expected = [
    [OPERATION.get, 70_000],
    [OPERATION.set, 20_000],
    [OPERATION.delete, 10_000],
  ] as const;
  const chiSquare = expected.reduce(
    (sum, [operation, count]) => sum + ((counts.get(operation) ?? 0) - count) ** 2 / count,
    0,
  );
  assert.ok(chiSquare < 13.8, `chi-square ${chiSquare} of 2 degrees of freedom`);
  assert.equal(
    [...counts.values()].reduce((sum, count) => sum + count),
    100_000,
  );
});
