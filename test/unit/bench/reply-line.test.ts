/** reply-line: what each line means to each family of requests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeLine, VERDICT, type Verdict } from "../../../src/bench/reply-line.ts";
import { FAMILY, type Family } from "../../../src/bench/workload/operations.ts";

const CASES: readonly (readonly [keyof typeof FAMILY, string, keyof typeof VERDICT])[] = [
  ["retrieval", "END", "miss"],
  ["retrieval", "STORED", "violation"],
  ["retrieval", "ERROR", "error"],
  ["retrieval", "SERVER_ERROR out of memory writing get response", "error"],
  ["storage", "STORED", "hit"],
  ["storage", "NOT_STORED", "miss"],
  ["storage", "NOT_FOUND", "miss"],
  ["storage", "SERVER_ERROR object too large for cache", "error"],
  ["storage", "CLIENT_ERROR bad data chunk", "violation"],
  ["storage", "ERROR", "violation"],
  ["storage", "END", "violation"],
  ["delete", "DELETED", "hit"],
  ["delete", "NOT_FOUND", "miss"],
  ["arithmetic", "18446744073709551615", "hit"],
  ["arithmetic", "5  ", "hit"],
  ["arithmetic", "NOT_FOUND", "miss"],
  ["arithmetic", "CLIENT_ERROR cannot increment or decrement non-numeric value", "error"],
  ["arithmetic", "-1", "violation"],
  ["touch", "TOUCHED", "hit"],
  ["touch", "NOT_FOUND", "miss"],
  ["touch", "ERROR Too many open connections", "violation"],
  ["touch", "", "violation"],
];

for (const [family, line, verdict] of CASES) {
  test(`${family}: ${JSON.stringify(line)} is a ${verdict}`, () => {
    const expected: Verdict = VERDICT[verdict];
    const asked: Family = FAMILY[family];
    assert.equal(judgeLine(line, asked), expected);
  });
}
