/** result-text: the sentences around the table. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { footer, headline, isMeasured } from "../../../../src/bench/reporters/result-text.ts";
import { BUSY, recorderWith, testResult } from "../../../support/bench-facts.ts";

test("the headline says what ran", () => {
  assert.deepEqual(headline(testResult(BUSY)), [
    "Closed loop against 127.0.0.1:11211 (version 1.6.45): 4 connections on 1 thread, pipeline 4",
    "set=1,get=9, 100 keys uniform, values of 10 bytes, seed 1",
    "Populated with 100 sets in 500 ms",
    "Measured 10 s",
  ]);
  assert.match(headline(testResult({ embedded: true }))[0] ?? "", /the embedded server at/);
  assert.match(headline(testResult({ interrupted: true })).at(-1) ?? "", /until it was interrupted$/);
  const failure = { code: "TIMEOUT", message: "m", hint: undefined } as const;
  assert.match(headline(testResult({ failure })).at(-1) ?? "", /until it failed$/);
});

test("the footer has hit rate, CPU, traffic, counters, errors, notes", () => {
  const recorder = recorderWith([["get", "hit", 1, 3]]);
  recorder.countError("SERVER_ERROR x", 2);
  recorder.bytesRead = 10_240;
  const serverWindow = {
    counters: { get_hits: 3, get_misses: 0, evictions: 0, conn_yields: 0 },
    cpuMs: 1,
    threads: 1,
    wasReset: false,
  };
  const facts = { recorder, serverWindow, clientCpuMs: 3, serverCpuMs: undefined, busiestThread: 1 };
  const lines = footer(testResult(facts));
  assert.deepEqual(lines.slice(0, 5), [
    "Hit rate 100 %: 3 of 3 keys asked for",
    "CPU per request: client 1 ms, server unknown",
    "Traffic: 1 KiB/s read, 0 B/s written",
    "Server counted: get_hits 3, get_misses 0, evictions 0",
    "Error reply, 2 times: SERVER_ERROR x",
  ]);
  assert.match(lines[5] ?? "", /^Note: the load threads were busy 100 %/);
});

test("without gets there is no hit rate", () => {
  assert.equal(footer(testResult())[0], "Hit rate: no key was asked for");
});

test("a run that ended before its measured part has no table and no footer", () => {
  const populate = { complete: false, requests: 60, errors: 10, seconds: 0.5, errorReplies: [] };
  const result = testResult({ populate, seconds: 0, interrupted: true, serverWindow: undefined });
  assert.equal(isMeasured(result), false);
  assert.deepEqual(headline(result).slice(2), [
    "Populated with 50 sets in 500 ms until it was interrupted",
    "Nothing was measured",
  ]);
  assert.deepEqual(
    footer(result).filter((line) => !line.startsWith("Note")),
    [],
  );
});
