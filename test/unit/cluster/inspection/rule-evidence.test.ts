/** cluster/inspection/rule-evidence.ts: luck, and rules that few keys cannot tell apart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ruleCandidates } from "../../../../src/cluster/inspection/rule-candidates.ts";
import { binomialTail, ruleEvidence } from "../../../../src/cluster/inspection/rule-evidence.ts";
import { scoreRules } from "../../../../src/cluster/inspection/rule-scores.ts";
import { verdictOf } from "../../../../src/cluster/inspection/rule-verdict.ts";
import { serverArrangements } from "../../../../src/cluster/inspection/server-arrangements.ts";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [1, 2, 3].map((number) => ({ host: "10.0.0.1", port: 11210 + number }));
const ARRANGEMENTS = serverArrangements(SERVERS, []);
const THIRDS = [1 / 3, 1 / 3, 1 / 3];

/** What keys say that a client placed. @param seen nodes that answered */
function evidenceOf(client: string, keyCount: number, seen: readonly number[] = [0, 1, 2]) {
  const place = createPlacement(parseClient(client), SERVERS);
  const keys = Array.from({ length: keyCount }, (_, index) => Buffer.from(`user:${index}`))
    .map((key) => ({ key, node: place(key, 0, key.length), bytes: 1 }))
    .filter(({ node }) => seen.includes(node));
  const groups = scoreRules(keys, ruleCandidates(false, undefined), ARRANGEMENTS);
  const evidence = ruleEvidence(keys, groups, ARRANGEMENTS, THIRDS, 0.9);
  return { ...evidence, verdict: verdictOf(groups, keys.length, evidence) };
}

test("the tail of a binomial distribution", () => {
  assert.equal(binomialTail(5, 0, 0.3), 1);
  assert.ok(Math.abs(binomialTail(3, 3, 1 / 3) - 1 / 27) < 1e-12);
  assert.ok(Math.abs(binomialTail(10, 5, 0.5) - 0.623046875) < 1e-9);
  assert.deepEqual([binomialTail(9, 3, 1), binomialTail(9, 3, 0)], [1, 0]);
});

test("a key or three find nothing; some tens do, if the rules that explain them are one", () => {
  for (const count of [1, 3]) {
    const { verdict, luck, keysEnough } = evidenceOf("pylibmc:ketama", count);
    assert.deepEqual([verdict, luck], ["too-few", 1]);
    assert.ok(keysEnough !== undefined && keysEnough > 5 && keysEnough < 60, String(keysEnough));
  }
  assert.equal(evidenceOf("pylibmc:ketama", 400).verdict, "found");
});

test("where one node of three was seen, rules that give it all they have are not found", () => {
  const one = evidenceOf("pylibmc:ketama", 900, [0]);
  assert.ok(Math.abs(one.chanceRatio - 1 / 3) < 0.1, String(one.chanceRatio));
  // 15 bits of a CRC-32 on a ring: every key is on one node, and any sample of that node is explained.
  const flat = evidenceOf("twemproxy:crc32", 300);
  assert.equal(flat.verdict, "undecided");
});
