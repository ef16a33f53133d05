/** arrivals: stages as people write them, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkRate, constantStages, parseStages } from "../../../../src/bench/arrivals/arrivals.ts";

test("each stage starts at the rate where the one before ended", () => {
  assert.deepEqual(parseStages("10s:1k, 1m:1k,0s:50k,500ms:600/m", 100), [
    { durationMs: 10_000, fromRate: 100, toRate: 1000 },
    { durationMs: 60_000, fromRate: 1000, toRate: 1000 },
    { durationMs: 0, fromRate: 1000, toRate: 50_000 },
    { durationMs: 500, fromRate: 50_000, toRate: 10 },
  ]);
});

test("a stage may hold nothing, as long as some request is due", () => {
  assert.equal(parseStages("1s:0,1s:5", 0).length, 2);
  assert.equal(parseStages("1s:0", 5).length, 1);
});

const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ["", /"" is not DURATION:RATE/],
  ["10s", /"10s" is not DURATION:RATE/],
  ["10s:1k:2k", /"10s:1k:2k" is not DURATION:RATE/],
  ["10s:1k,", /"" is not DURATION:RATE/],
  ["ten:1k", /cannot use the stages "ten:1k": .*"ten"/],
  ["10s:fast", /cannot use the stages "10s:fast": .*"fast"/],
  ["10s:-5", /cannot use the stages/],
  ["10s:1000M", /1000M is more than 100000000\/s/],
  ["10s:0", /no request would ever be due/],
  ["0s:1k", /no request would ever be due/],
];

for (const [text, message] of REFUSED) {
  test(`${JSON.stringify(text)} is refused with a sentence and an example`, () => {
    assert.throws(() => parseStages(text, 0), { code: "USAGE", message, hint: /10s:1k,30s:1k,0s:5k,30s:5k/ });
  });
}

test("rates are above nothing and of this world", () => {
  assert.deepEqual([checkRate(0.001, "--rate"), checkRate(1e8, "--rate")], [0.001, 1e8]);
  for (const rate of [0, -1, 1e8 + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => checkRate(rate, "--rate"), { code: "USAGE", message: /^--rate has to be above 0/ });
  }
});

test("a constant rate has no end", () => {
  assert.deepEqual(constantStages(5), [{ durationMs: Number.POSITIVE_INFINITY, fromRate: 5, toRate: 5 }]);
});
