/** Colours, and their absence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { segment } from "../../../src/repl/segments.ts";
import { drawnStyle, paintLine } from "../../../src/ui/theme.ts";

test("each piece is coloured by itself and closed", () => {
  const line = [segment("error", "no"), segment("plain", " x"), segment("note", "")];
  assert.equal(paintLine(line, true), "\x1b[31mno\x1b[0m x");
  assert.equal(paintLine(line, false), "no x");
});

test("without colour only weight, dimness and underline are left", () => {
  assert.deepEqual(drawnStyle("promptGone", true), { color: "red" });
  assert.deepEqual(drawnStyle("promptGone", false), {});
  assert.deepEqual(drawnStyle("selected", false), { bold: true, underline: true });
  assert.deepEqual(drawnStyle("ghost", false), { dimColor: true });
});
