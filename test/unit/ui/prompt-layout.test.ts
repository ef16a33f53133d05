/** Rows and cursor of the prompt, with wide and combining characters. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layoutPrompt, type PromptPiece } from "../../../src/ui/prompt-layout.ts";

function piece(text: string): PromptPiece {
  return { text, style: "input" };
}

function shown(before: string, after: string, width: number, rowsMax = 10): string[] {
  const { rows, cursor } = layoutPrompt([piece(before)], [piece(after)], width, rowsMax);
  return [...rows.map((row) => row.map(({ text }) => text).join("")), `${cursor.x},${cursor.y}`];
}

describe("layoutPrompt", () => {
  const cases: readonly [string, string, number, string[]][] = [
    ["> ab", "c", 10, ["> abc", "4,0"]],
    ["> abcdef", "gh", 6, ["> abcd", "efgh", "2,1"]],
    ["> abcd", "", 6, ["> abcd", "", "0,1"]],
    ["> abcd", "e", 6, ["> abcd", "e", "0,1"]],
    ["> 漢字漢", "", 7, ["> 漢字", "漢", "2,1"]],
    ["> e\u0301e\u0301", "", 10, ["> e\u0301e\u0301", "4,0"]],
    ["", "", 5, ["", "0,0"]],
    ["👩‍👩‍👧x", "", 5, ["👩‍👩‍👧x", "3,0"]],
  ];
  for (const [before, after, width, expected] of cases) {
    test(`${before}|${after} in ${width}`, () => assert.deepEqual(shown(before, after, width), expected));
  }

  test("a line taller than allowed shows the rows around the cursor", () => {
    assert.deepEqual(shown("aabbccdd", "eeff", 2, 3), ["dd", "ee", "ff", "0,1"]);
    assert.deepEqual(shown("", "aabbccdd", 2, 3), ["aa", "bb", "cc", "0,0"]);
  });
});
