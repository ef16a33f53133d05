/** cluster/inspection/rule-verdict.ts: found, and all that is less. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOf } from "../../../../src/cluster/inspection/rule-verdict.ts";

const RULE = { client: "dalli", arrangements: [""] };
const SURE = { luck: 1e-9, keysEnough: 20, alternatives: [RULE] };
const of = (...matches: number[]) => matches.map((matched) => ({ matched, rules: [] }));

test("enough keys: found, likely, none", () => {
  assert.equal(verdictOf(of(90, 40), 100, SURE), "found");
  assert.equal(verdictOf(of(75, 40), 100, SURE), "likely");
  assert.equal(verdictOf(of(75, 70), 100, SURE), "none");
  assert.equal(verdictOf(of(50, 33), 100, { ...SURE, luck: 0.5 }), "none");
});

test("luck finds nothing, and rules that are not the same are not one", () => {
  assert.equal(verdictOf(of(1), 1, { ...SURE, luck: 1 }), "too-few");
  assert.equal(verdictOf(of(100, 40), 100, { ...SURE, alternatives: [RULE, RULE] }), "undecided");
  assert.equal(verdictOf(of(95, 95), 100, SURE), "undecided");
  assert.equal(verdictOf(of(100, 40), 100, { ...SURE, luck: 1, keysEnough: undefined }), "undecided");
});
