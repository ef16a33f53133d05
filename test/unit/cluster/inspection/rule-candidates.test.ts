import assert from "node:assert/strict";
import { test } from "node:test";
import { ruleCandidates } from "../../../../src/cluster/inspection/rule-candidates.ts";
import { CLIENT_NAMES, formatClient } from "../../../../src/cluster/ring/clients.ts";

test("every client is tried, each rule once", () => {
  const rules = ruleCandidates(true, undefined).map(formatClient);
  assert.equal(new Set(rules).size, rules.length);
  const untried = CLIENT_NAMES.filter((name) => !rules.includes(name));
  assert.deepEqual(untried.sort(), ["ketama", "ketama-weighted", "modula"], "names of rules that clients have");
});

test("hash tags are only tried where keys have some, prefixes only where clients have them", () => {
  const plain = ruleCandidates(false, undefined).map(formatClient);
  assert.ok(!plain.some((rule) => rule.includes("tag")));
  const prefixed = ruleCandidates(false, "a,b:")
    .map(formatClient)
    .filter((rule) => rule.includes("prefix="));
  assert.ok(prefixed.includes("dalli:prefix=a%2Cb:"));
  assert.ok(!prefixed.some((rule) => rule.startsWith("gomemcache")));
});
