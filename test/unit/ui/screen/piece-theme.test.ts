/** piece-theme: colour goes, weight stays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { paintRow } from "../../../../src/ui/screen/piece-theme.ts";

const ROW = [
  { text: "INVALID", style: "bad" },
  { text: " p50 ", style: "plain" },
  { text: "1 ms", style: "p50" },
  { text: "", style: "dim" },
] as const;

test("with colour", () => {
  assert.equal(paintRow(ROW, true), "\x1b[1;31mINVALID\x1b[0m p50 \x1b[32m1 ms\x1b[0m");
});

test("without, weight is left", () => {
  assert.equal(paintRow(ROW, false), "\x1b[1mINVALID\x1b[0m p50 1 ms");
});
