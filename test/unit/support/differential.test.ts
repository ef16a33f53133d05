/** Cutting commands into pipelined batches. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesOf } from "../../support/differential.ts";
import { TEXT_LANGUAGE } from "../../support/text-language.ts";

function lengths(verbs: string, batchLength: number): number[] {
  const commands = verbs.split(" ").map((verb) => ({ words: [verb, "a"], data: undefined, lineEnd: "\r\n" as const }));
  return batchesOf(TEXT_LANGUAGE, commands, batchLength).map((batch) => batch.length);
}

test("batches are as long as asked, and arithmetic begins a new one", () => {
  assert.deepEqual(lengths("get get get get get", 2), [2, 2, 1]);
  assert.deepEqual(lengths("get incr get ma decr mg", 4), [1, 2, 1, 2]);
});
