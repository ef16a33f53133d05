/** decode/malformed.ts: what readers throw becomes a sentence, and nothing else is caught. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, Malformed } from "../../../src/decode/malformed.ts";

test("a value is handed over, a malformed one becomes a sentence with its place", () => {
  assert.deepEqual(
    attempt(() => 5),
    { value: 5 },
  );
  assert.deepEqual(
    attempt(() => {
      throw new Malformed("no type stands", 12_345);
    }),
    { problem: "no type stands at byte 12,345" },
  );
});

test("a bug is not taken for malformed bytes", () => {
  assert.throws(
    () =>
      attempt(() => {
        throw new TypeError("bug");
      }),
    TypeError,
  );
});
