/** Lines as plain text, with and without what only people need. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullText, plainLines, plainText, segment } from "../../../src/repl/segments.ts";

const line = [segment("value", "x "), segment("note", "why")];

test("notes are left out of plain text; a line of notes only vanishes, an empty one stays", () => {
  assert.equal(plainText(line), "x ");
  assert.equal(fullText(line), "x why");
  assert.equal(plainLines([line, [segment("note", "n")], [], [segment("plain", "y")]]), "x \n\ny\n");
});
