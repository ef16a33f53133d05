/** line-rules: each operation has the form of its reply, and the barrier stands behind them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BARRIER_OPERATION, REPLY } from "../../../../src/bench/wire/line-requests.ts";
import { lineRules } from "../../../../src/bench/wire/line-rules.ts";
import { OPERATION, OPERATIONS } from "../../../../src/bench/workload/operations.ts";

test("forms follow the protocol; the barrier's is the last", () => {
  const text = lineRules("text", false, "k");
  const meta = lineRules("meta", false, "k");
  assert.deepEqual([text.forms[OPERATION.get], meta.forms[OPERATION.get]], [REPLY.values, REPLY.metaValue]);
  assert.deepEqual([text.forms[OPERATION.mget], meta.forms[OPERATION.mget]], [REPLY.values, REPLY.metaValues]);
  assert.deepEqual([text.forms[OPERATION.mg], meta.forms[OPERATION.mg]], [REPLY.metaValue, REPLY.metaValue]);
  for (const { forms } of [text, meta]) {
    assert.deepEqual([forms.length, forms[BARRIER_OPERATION]], [OPERATIONS.length + 1, REPLY.barrier]);
    assert.equal(forms[OPERATION.set_noreply], REPLY.none);
  }
});

test("a lease changes the reply of a text get", () => {
  assert.equal(lineRules("text", true, "k").forms[OPERATION.get], REPLY.metaValue);
});

test("the same operations send values in both protocols", () => {
  const senders = ["set", "set_noreply", "add", "replace", "append", "prepend", "cas", "ms", "fill"];
  for (const protocol of ["text", "meta"] as const) {
    const { sendsValue, keyPrefix } = lineRules(protocol, false, "p:");
    assert.deepEqual(
      OPERATIONS.filter((_, operation) => sendsValue[operation]),
      senders,
    );
    assert.equal(keyPrefix, "p:");
  }
});
