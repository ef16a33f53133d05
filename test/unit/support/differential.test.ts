/** Cutting commands into pipelined batches, and batches into writes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { batchesOf, cutRandomly } from "../../support/differential.ts";
import { TEXT_LANGUAGE } from "../../support/text-language.ts";

function lengths(verbs: string, batchLength: number): number[] {
  const commands = verbs.split(" ").map((verb) => ({ words: [verb, "a"], data: undefined, lineEnd: "\r\n" as const }));
  return batchesOf(TEXT_LANGUAGE, commands, batchLength).map((batch) => batch.length);
}

test("batches are as long as asked, and arithmetic begins a new one", () => {
  assert.deepEqual(lengths("get get get get get", 2), [2, 2, 1]);
  assert.deepEqual(lengths("get incr get ma decr mg", 4), [1, 2, 1, 2]);
});

test("bytes are cut as the seed says and nothing is lost; 0 leaves them whole", () => {
  const bytes = Buffer.from("set a 0 0 3\r\nabc\r\nget a\r\n");
  assert.deepEqual(cutRandomly(bytes, 0), [bytes]);
  assert.deepEqual(cutRandomly(bytes, 7), cutRandomly(bytes, 7));
  const counts = new Set<number>();
  for (let seed = 1; seed < 200; seed++) {
    const pieces = cutRandomly(bytes, seed);
    counts.add(pieces.length);
    assert.ok(pieces.every((piece) => piece.length > 0));
    assert.deepEqual(Buffer.concat(pieces), bytes);
  }
  assert.ok(counts.size > 6, `pieces: ${[...counts]}`);
});
