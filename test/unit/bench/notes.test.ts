/** notes: each warning appears when its facts are there, and only then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunFacts } from "../../../src/bench/result.ts";
import { BUSY, recorderWith, testResult } from "../../support/bench-facts.ts";

function windowWith(hits: number, misses: number, evictions = 0): RunFacts["serverWindow"] {
  return { counters: { get_hits: hits, get_misses: misses, evictions }, cpuMs: 1, threads: 1, wasReset: false };
}

test("a good run has no notes", () => {
  assert.deepEqual(testResult(BUSY).notes, []);
});

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
  ["a busy client", { busiestThread: 0.99 }, /busy 99 % of the time: the client/],
  [
    "other traffic",
    { serverWindow: windowWith(901, 100) },
    /server counted 901 hits and 100 misses where memtool saw 900/,
  ],
  ["no statistics", { serverWindow: undefined }, /gave no statistics/],
  ["a reset", { serverWindow: { counters: {}, cpuMs: 1, threads: 1, wasReset: true } }, /reset/],
  [
    "keys nobody set",
    { populate: undefined, recorder: recorderWith([["get", "miss", 1, 9]]), serverWindow: windowWith(0, 9) },
    /--no-populate/,
  ],
  [
    "too little memory",
    { recorder: recorderWith([["get", "miss", 1, 9]]), serverWindow: windowWith(0, 9, 1234) },
    /evicted 1,234 items/,
  ],
];

test("a moment is too short to tell how busy the client was", () => {
  assert.deepEqual(testResult({ ...BUSY, busiestThread: 1, seconds: 0.004 }).notes, []);
});

for (const [what, changes, note] of CASES) {
  test(`${what}: a note`, () => {
    const { notes } = testResult({ ...BUSY, ...changes });
    assert.equal(notes.length, 1, notes.join("; "));
    assert.match(notes[0] ?? "", note);
  });
}

test("gat may be left out of the server's counters or not", () => {
  const recorder = recorderWith([
    ["get", "hit", 1, 10],
    ["gat", "hit", 1, 5],
  ]);
  assert.deepEqual(testResult({ recorder, serverWindow: windowWith(10, 0) }).notes, []);
  assert.deepEqual(testResult({ recorder, serverWindow: windowWith(15, 0) }).notes, []);
  assert.equal(testResult({ recorder, serverWindow: windowWith(14, 0) }).notes.length, 1);
});

test("a run that was cut short is not compared", () => {
  assert.deepEqual(testResult({ ...BUSY, interrupted: true, serverWindow: windowWith(1, 1) }).notes, []);
});
