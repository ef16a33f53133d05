/** cli/keys/scan-options.ts: options become criteria, times in seconds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChoiceValues, criteriaOf, onlyClassOf } from "../../../../src/cli/keys/scan-options.ts";

const NOTHING: ChoiceValues = {
  match: [],
  prefix: undefined,
  regex: undefined,
  "ttl-below": undefined,
  "ttl-above": undefined,
  "no-expiry": false,
  "size-above": undefined,
  "idle-above": undefined,
  "never-fetched": false,
  class: undefined,
};

test("durations are seconds, the rest is taken as it is", () => {
  const criteria = criteriaOf({ ...NOTHING, match: ["a*"], "ttl-below": 1500, "idle-above": 60_000, "size-above": 9 });
  assert.deepEqual(criteria, {
    match: ["a*"],
    prefix: undefined,
    regex: undefined,
    ttlBelowS: 1.5,
    ttlAboveS: undefined,
    noExpiry: false,
    sizeAboveBytes: 9,
    idleAboveS: 60,
    neverFetched: false,
  });
});

test("a slab class that no server has is said to be none", () => {
  assert.deepEqual(
    [undefined, 1, 63].map((slabClass) => onlyClassOf({ class: slabClass })),
    [undefined, 1, 63],
  );
  for (const slabClass of [-1, 0, 64]) {
    assert.throws(() => onlyClassOf({ class: slabClass }), { code: "USAGE", message: /1 to 63/ });
  }
});
