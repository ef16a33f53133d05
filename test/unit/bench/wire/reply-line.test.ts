/** reply-line: what each line means to each form of reply. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { REPLY } from "../../../../src/bench/wire/line-requests.ts";
import { isErrorLine, judgeLine, VIOLATION } from "../../../../src/bench/wire/reply-line.ts";
import { OUTCOME } from "../../../../src/bench/workload/operations.ts";

const VERDICTS = { hit: OUTCOME.hit, miss: OUTCOME.miss, error: OUTCOME.error, violation: VIOLATION } as const;

const CASES: readonly (readonly [keyof typeof REPLY, string, keyof typeof VERDICTS])[] = [
  ["values", "END", "miss"],
  ["values", "STORED", "violation"],
  ["values", "EN", "violation"],
  ["values", "END x", "violation"],
  ["values", "ERROR", "error"],
  ["values", "SERVER_ERROR out of memory writing get response", "error"],
  ["stored", "STORED", "hit"],
  ["stored", "NOT_STORED", "miss"],
  ["stored", "NOT_FOUND", "miss"],
  ["stored", "EXISTS", "miss"],
  ["stored", "SERVER_ERROR object too large for cache", "error"],
  ["stored", "CLIENT_ERROR bad data chunk", "violation"],
  ["stored", "ERROR", "violation"],
  ["stored", "END", "violation"],
  ["stored", "STORED ", "violation"],
  ["deleted", "DELETED", "hit"],
  ["deleted", "NOT_FOUND", "miss"],
  ["number", "18446744073709551615", "hit"],
  ["number", "5  ", "hit"],
  ["number", "NOT_FOUND", "miss"],
  ["number", "CLIENT_ERROR cannot increment or decrement non-numeric value", "error"],
  ["number", "-1", "violation"],
  ["number", "123456789012345678901", "violation"],
  ["touched", "TOUCHED", "hit"],
  ["touched", "NOT_FOUND", "miss"],
  ["touched", "ERROR Too many open connections", "violation"],
  ["touched", "", "violation"],
  ["metaValue", "EN", "miss"],
  ["metaValue", "HD", "hit"],
  ["metaValue", "HD t0 s5", "hit"],
  ["metaValue", "NF", "violation"],
  ["metaValue", "HDx", "violation"],
  ["metaValues", "MN", "miss"],
  ["metaValues", "EN", "violation"],
  ["metaValues", "MN x", "violation"],
  ["metaStatus", "HD", "hit"],
  ["metaStatus", "HD c5", "hit"],
  ["metaStatus", "NS", "miss"],
  ["metaStatus", "NF", "miss"],
  ["metaStatus", "EX c9", "miss"],
  ["metaStatus", "EN", "violation"],
  ["metaStatus", "SERVER_ERROR out of memory storing object", "error"],
  ["metaStatus", "CLIENT_ERROR bad data chunk", "violation"],
  ["barrier", "MN", "hit"],
  ["barrier", "HD", "violation"],
  ["none", "STORED", "violation"],
];

for (const [form, line, verdict] of CASES) {
  test(`${form}: ${JSON.stringify(line)} is a ${verdict}`, () => {
    const sentValue = form === "stored" || form === "metaStatus";
    assert.equal(judgeLine(line, REPLY[form], sentValue), VERDICTS[verdict]);
  });
}

test("ERROR is a refusal of a request without a value only: with one, the value was taken for commands", () => {
  assert.equal(judgeLine("ERROR", REPLY.metaStatus, false), OUTCOME.error);
  assert.equal(judgeLine("ERROR", REPLY.metaStatus, true), VIOLATION);
});

test("refusals", () => {
  for (const line of ["CLIENT_ERROR bad command line format", "SERVER_ERROR", "SERVER_ERROR x"]) {
    assert.equal(isErrorLine(line), true, line);
  }
  for (const line of ["ERROR", "CLIENT_ERRORS", "CLIENT_ERROR bad data chunk", "STORED", ""]) {
    assert.equal(isErrorLine(line), false, line);
  }
});
