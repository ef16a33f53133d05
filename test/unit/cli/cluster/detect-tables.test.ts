import assert from "node:assert/strict";
import { test } from "node:test";
import { arrangementText, detectJson, detectTable, verdictText } from "../../../../src/cli/cluster/detect-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";

const RULES = [
  { client: "libmemcached", arrangements: ["", "sorted"] },
  { client: "pylibmc", arrangements: [""] },
];
const REPORT = {
  groups: [
    { matched: 99, rules: RULES },
    { matched: 40, rules: [{ client: "dalli", arrangements: ["by IP, sorted"] }] },
  ],
  keyCount: 100,
  nodeCount: 3,
  seenNodeCount: 3,
  evidence: { chanceRatio: 1 / 3, keysEnough: 20, alternatives: RULES.slice(0, 1) },
  arrangements: ["", "sorted"],
  verdict: "found",
} as const;

test("orders and spellings in words", () => {
  const [any, given] = RULES.map((rule) => arrangementText(rule, REPORT.arrangements));
  assert.deepEqual([any, given], ["any", "as given"]);
  assert.equal(
    arrangementText({ client: "x", arrangements: ["sorted", "by IP"] }, ["", "sorted", "by IP"]),
    "sorted; by IP",
  );
  assert.equal(arrangementText({ client: "x", arrangements: [""] }, [""]), "as given");
});

test("rules of one group have one rank", async () => {
  const text = await resultText("tsv", detectTable(REPORT, 1), { color: false, width: 80 });
  assert.deepEqual(text.trimEnd().split("\n").slice(1), [
    "1\tlibmemcached\tany\t99\t100\t0.99",
    "1\tpylibmc\tas given\t99\t100\t0.99",
  ]);
});

test("the verdict says what is certain, and what cannot be told apart", () => {
  assert.equal(
    verdictText(REPORT),
    "libmemcached: 99 % of 100 keys are where it puts them (a wrong rule gets about 33.3 %). 1 more rule places all these keys alike. memtool cluster misplaced --client libmemcached shows the others.",
  );
  const close = {
    ...REPORT,
    groups: [REPORT.groups[0], { matched: 98, rules: [{ client: "memjs", arrangements: [""] }] }],
  };
  assert.match(verdictText(close), /But memjs explains 98: more keys would tell them apart/);
  assert.match(verdictText({ ...REPORT, verdict: "likely" }), /^Perhaps libmemcached/);
  assert.match(verdictText({ ...REPORT, verdict: "none" }), /^No rule explains the keys/);
  const json = detectJson(REPORT, 5) as { groups: { matched_ratio: number }[]; chance_ratio: number };
  assert.deepEqual([json.groups.length, json.groups[1]?.matched_ratio], [2, 0.4]);
});

test("too few keys, and rules that are not the same", () => {
  const few = { ...REPORT, groups: [{ matched: 1, rules: RULES }], keyCount: 1, verdict: "too-few" } as const;
  assert.match(verdictText(few), /^Too few keys: 1 key may be .* 20 keys would be enough\.$/);
  const two = {
    ...REPORT,
    seenNodeCount: 1,
    evidence: { ...REPORT.evidence, alternatives: RULES },
    verdict: "undecided",
  } as const;
  assert.match(
    verdictText(two),
    /^Undecided: 99 % of 100 keys are where libmemcached \(servers any\), pylibmc \(servers as given\) put them/,
  );
});
