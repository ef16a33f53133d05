/** Which verb goes where: every request has an answer, and only storage verbs wait for a data block. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { OP, type Op } from "../../../src/protocol/request.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("only storage verbs expect a data block", () => {
  const { engine, request } = new EngineHarness();
  const waiting = Object.entries(OP).filter(([, op]) => {
    request.op = op as Op;
    return engine.expectsValue(request);
  });
  assert.deepEqual(
    waiting.map(([name]) => name),
    ["set", "add", "replace", "append", "prepend", "cas", "metaSet"],
  );
});

test("every verb answers; quit asks for the end", () => {
  const answers: readonly (readonly [string, RegExp])[] = [
    ["get a\r\n", /^END/],
    ["gats 0 a\r\n", /^END/],
    ["mg a\r\n", /^EN/],
    ["incr a 1\r\n", /^NOT_FOUND/],
    ["decr a 1\r\n", /^NOT_FOUND/],
    ["delete a\r\n", /^NOT_FOUND/],
    ["touch a 1\r\n", /^NOT_FOUND/],
    ["md a\r\n", /^NF/],
    ["ma a\r\n", /^NF/],
    ["me a\r\n", /^EN/],
    ["mn\r\n", /^MN/],
    ["flush_all\r\n", /^OK/],
    ["version\r\n", /^VERSION/],
    ["verbosity 1\r\n", /^OK/],
    ["stats\r\n", /^STAT pid/],
    ["shutdown\r\n", /^SERVER_ERROR/],
    ["nonsense\r\n", /^ERROR/],
  ];
  const harness = new EngineHarness();
  for (const [line, answer] of answers) {
    assert.match(harness.run(line), answer);
    assert.equal(harness.outcome, OUTCOME.next);
  }
  harness.run("quit\r\n");
  assert.equal(harness.outcome, OUTCOME.close);
});
