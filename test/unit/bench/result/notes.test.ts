/** notes: each warning appears when its facts are there, and only then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import type { RunFacts } from "../../../../src/bench/result/derive.ts";
import {
  answered,
  BUSY,
  recorderWith,
  TEST_ADDRESS,
  testReport,
  testResult,
  testWindow,
  totalsWith,
} from "../../../support/bench-facts.ts";
import { testPlan } from "../../../support/bench-plan.ts";

function windows(hits: number, misses: number, evictions = 0): RunFacts["serverWindows"] {
  return [testWindow({ get_hits: hits, get_misses: misses, evictions })];
}

test("a good run has no notes", () => {
  assert.deepEqual(testResult(BUSY).notes, []);
});

const MISSES = answered([["get", "miss", 1, 9]]);

const OPEN_LOOP = testPlan(TEST_ADDRESS, { arrivals: { kind: "constant", stages: constantStages(1) } });

/** An open loop in which ten requests came due and so many were answered. */
function offeredTen(answeredCount: number): Partial<RunFacts> {
  const replies = [
    ["get", "hit", 1000, answeredCount, 0],
    ["get", "unanswered", 1000, 10 - answeredCount, 0],
  ] as const;
  const totals = totalsWith([recorderWith(replies)], (self) => {
    self.due = 10;
  });
  return { plan: OPEN_LOOP, totals, serverWindows: windows(answeredCount, 0) };
}

/** BUSY's replies, and a load thread that stood still. */
function stalledFor(stalledMs: number): Partial<RunFacts> {
  const totals = totalsWith([recorderWith([["get", "hit", 1000, 10]])], (self) => self.countStall(stalledMs));
  return { totals, serverWindows: windows(10, 0) };
}

const CASES: readonly (readonly [string, Partial<RunFacts>, RegExp])[] = [
  [
    "keys that could not be set",
    {
      populate: {
        complete: true,
        requests: 10,
        errors: 2,
        seconds: 1,
        errorReplies: [{ text: "SERVER_ERROR object too large for cache", count: 2 }],
      },
    },
    /2 of 10 keys could not be set while populating: SERVER_ERROR object too large/,
  ],
  ["a busy client", { reports: [testReport({ busyRatio: 0.99 })] }, /busy 99 % of the time: the client/],
  [
    "a client that waits for a CPU",
    { reports: [testReport({ usage: { cpuMs: 5000, waitedMs: 500 } })] },
    /waited for a CPU 5 % of the time: other programs/,
  ],
  [
    "other traffic",
    { serverWindows: windows(901, 100) },
    /^127\.0\.0\.1:11211 counted 901 hits and 100 misses where memtool saw 900/,
  ],
  ["no statistics", { serverWindows: [undefined] }, /^127\.0\.0\.1:11211 gave no statistics/],
  ["a reset", { serverWindows: [testWindow({}, { wasReset: true })] }, /reset/],
  ["keys nobody set", { populate: undefined, totals: MISSES, serverWindows: windows(0, 9) }, /--no-populate/],
  ["too little memory", { totals: MISSES, serverWindows: windows(0, 9, 1234) }, /evicted 1,234 items/],
  [
    "an operation that is never done",
    {
      totals: answered([
        ["get", "hit", 1, 5],
        ["incr", "error", 1, 1000],
      ]),
      serverWindows: windows(5, 0),
    },
    /^every incr was answered with an error \(1,000 times\)$/,
  ],
  [
    "more offered than answered",
    offeredTen(8),
    /^1 requests\/s were due and 1\/s were answered.*2 requests were still open/,
  ],
  ["a short pause of the client", stalledFor(30), /stood still 1 times, for 30 ms at most; 0 replies/],
];

test("a moment is too short to tell how busy the client was", () => {
  const reports = [testReport({ busyRatio: 1, endedMs: 1004, usage: { cpuMs: 4, waitedMs: 0 } })];
  assert.deepEqual(testResult({ ...BUSY, reports, seconds: 0.004 }).notes, []);
});

for (const [what, changes, note] of CASES) {
  test(`${what}: a note`, () => {
    const { notes } = testResult({ ...BUSY, ...changes });
    assert.equal(notes.length, 1, notes.join("; "));
    assert.match(notes[0] ?? "", note);
  });
}

test("an open loop that achieves what it offers overruns nobody", () => {
  assert.deepEqual(testResult({ ...BUSY, ...offeredTen(10) }).notes, []);
});

test("a pause so long that the run is not valid is a reason, not a note", () => {
  const { notes, invalidReasons } = testResult({ ...BUSY, ...stalledFor(500) });
  assert.deepEqual([notes, invalidReasons.length], [[], 1]);
});

test("gat may be left out of the server's counters or not", () => {
  const totals = answered([
    ["get", "hit", 1, 10],
    ["gat", "hit", 1, 5],
  ]);
  assert.deepEqual(testResult({ totals, serverWindows: windows(10, 0) }).notes, []);
  assert.deepEqual(testResult({ totals, serverWindows: windows(15, 0) }).notes, []);
  assert.equal(testResult({ totals, serverWindows: windows(14, 0) }).notes.length, 1);
});

test("of several servers each is compared with what was seen of it", () => {
  const servers = [10, 20].map((hits) =>
    recorderWith([
      ["get", "hit", 1, hits],
      ["gat", "hit", 1, 5],
    ]),
  );
  const run = {
    plan: testPlan(TEST_ADDRESS, { addresses: [TEST_ADDRESS, { ...TEST_ADDRESS, port: 11212 }] }),
    totals: totalsWith(servers),
  };
  const [first, second] = [windows(10, 0), windows(20, 0)];
  assert.deepEqual(testResult({ ...run, serverWindows: [...first, ...second] }).notes, []);
  const { notes } = testResult({ ...run, serverWindows: [...second, ...second] });
  assert.deepEqual([notes.length, /^127\.0\.0\.1:11211 counted 20 hits/.test(notes[0] ?? "")], [1, true]);
});

test("the misses of a touch are get_misses where it is a meta command", () => {
  const totals = answered([
    ["get", "miss", 1, 10],
    ["touch", "miss", 1, 5],
    ["get", "hit", 1, 30],
  ]);
  const noted = (protocol: "text" | "meta", misses: number): number =>
    testResult({ plan: testPlan(TEST_ADDRESS, { protocol }), totals, serverWindows: windows(30, misses) }).notes.length;
  assert.deepEqual([noted("meta", 15), noted("meta", 10), noted("text", 10), noted("text", 15)], [0, 1, 0, 1]);
});

test("the misses of a gat by a meta command are get_misses, its hits are not get_hits", () => {
  const totals = answered([
    ["get", "hit", 1, 30],
    ["gat", "hit", 1, 4],
    ["gat", "miss", 1, 6],
  ]);
  const noted = (protocol: "text" | "meta", hits: number, misses: number): number =>
    testResult({ plan: testPlan(TEST_ADDRESS, { protocol }), totals, serverWindows: windows(hits, misses) }).notes
      .length;
  assert.deepEqual([noted("meta", 30, 6), noted("meta", 30, 0)], [0, 1]);
  assert.deepEqual([noted("text", 30, 0), noted("text", 34, 6), noted("text", 30, 6)], [0, 0, 1]);
});

test("what memcached hands out as stale it counts as a hit", () => {
  const totals = answered([
    ["mg", "hit", 1, 10],
    ["mg", "stale", 1, 5],
  ]);
  assert.deepEqual(testResult({ totals, serverWindows: windows(15, 0) }).notes, []);
});

test("a run that was cut short is not compared", () => {
  assert.deepEqual(testResult({ ...BUSY, interrupted: true, serverWindows: windows(1, 1) }).notes, []);
});
