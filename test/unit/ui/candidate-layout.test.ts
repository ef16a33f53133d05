/** The list of candidates under the prompt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutCandidates } from "../../../src/ui/candidate-layout.ts";

function shown(texts: readonly string[], selected: number, width: number, rowsMax: number, note = ""): string[] {
  const candidates = texts.map((text) => ({ text, note }));
  return layoutCandidates(candidates, selected, width, rowsMax).map(({ cells, note: last }) =>
    [...cells.map((cell) => (cell.isSelected ? `[${cell.text}]` : cell.text)), last].join("|"),
  );
}

test("with notes: one a row, cut to the width", () => {
  assert.deepEqual(shown(["get", "gets"], 1, 20, 5, "reads the value of a key"), [
    "get |reads the va",
    "[gets]|reads the va",
  ]);
});

test("without notes: side by side", () => {
  assert.deepEqual(shown(["a", "bb", "c"], 2, 10, 5), ["a |bb|", "[c ]|"]);
});

test("more than fit: the rows around the selected one, and how many there are", () => {
  const texts = ["a", "b", "c", "d", "e"];
  assert.deepEqual(shown(texts, 3, 80, 3, "n"), ["c|n", "[d]|n", "(5 in all)"]);
  assert.deepEqual(shown(texts, -1, 80, 3, "n"), ["a|n", "b|n", "(5 in all)"]);
});

test("a candidate wider than the terminal is cut", () => {
  assert.deepEqual(shown(["abcdefgh", "abcdefgi"], -1, 6, 5), ["abcd|", "abcd|"]);
});
