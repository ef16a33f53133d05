/** row-fit: nothing is wider than the columns there are, and what matters most stays. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";
import { cutRow, fitEdges, fitTitle, rowOf, rowWidth, wrapWords } from "../../../../src/ui/screen/row-fit.ts";

const text = (row: Row): string => row.map((piece) => piece.text).join("");
const FACTS = ["p50 1 ms", "p99 2 ms"].map((fact) => rowOf(fact));

describe("fitTitle", () => {
  for (const [width, expected] of [
    [40, "Response time  p50 1 ms  p99 2 ms"],
    [32, "Response  p50 1 ms  p99 2 ms"],
    [27, "Response p50 1 ms p99 2 ms"],
    [20, "Response p50 1 ms"],
    [10, "Response"],
    [4, "Resp"],
  ] as const) {
    test(`${width} columns: ${expected}`, () => {
      assert.equal(text(fitTitle(["Response time", "Response"], FACTS, width)), expected);
    });
  }

  test("is never wider than it may be", () => {
    const words = fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 12 }), { maxLength: 4 });
    fc.assert(
      fc.property(words, words, fc.nat(60), (titles, facts, width) => {
        assert.ok(
          rowWidth(
            fitTitle(
              titles,
              facts.map((fact) => rowOf(fact)),
              width,
            ),
          ) <= width,
        );
      }),
    );
  });
});

test("both edges where there is room for both, else the left one", () => {
  assert.equal(text(fitEdges(rowOf("ab"), rowOf("cd"), 6)), "ab  cd");
  assert.equal(text(fitEdges(rowOf("ab"), rowOf("cd"), 5)), "ab");
  assert.equal(text(fitEdges(rowOf("ab"), [], 9)), "ab");
});

describe("cutRow", () => {
  const row: Row = [
    { text: "memtool", style: "title" },
    { text: "  cache1", style: "plain" },
  ];
  test("an ellipsis stands for the rest, in the style of what it follows", () => {
    assert.equal(cutRow(row, 15), row);
    assert.equal(text(cutRow(row, 14)), "memtool  cach…");
    assert.deepEqual(cutRow(row, 5), [
      { text: "memt", style: "title" },
      { text: "…", style: "title" },
    ]);
    assert.equal(text(cutRow(row, 1)), "…");
  });
  test("no row is wider, whatever is in it", () => {
    const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 9 }), { maxLength: 4 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 30 }), (texts, width) => {
        assert.ok(
          rowWidth(
            cutRow(
              texts.flatMap((piece) => rowOf(piece)),
              width,
            ),
          ) <= width,
        );
      }),
    );
  });
});

describe("wrapWords", () => {
  test("breaks between words", () => {
    assert.deepEqual(wrapWords("the client sent late", 10, 3), ["the client", "sent late"]);
  });
  test("an ellipsis stands for what has no line, and for what is too long", () => {
    assert.deepEqual(wrapWords("the client sent late", 10, 1), ["the clien…"]);
    assert.deepEqual(wrapWords("unbreakable", 6, 2), ["unbre…"]);
  });
  test("lines keep to the width and to their number, and lose no word while there are lines", () => {
    const sentence = fc.array(
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 9 }).filter((w) => !w.includes(" ")),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(
        sentence,
        fc.integer({ min: 10, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        (words, width, linesMax) => {
          const lines = wrapWords(words.join(" "), width, linesMax);
          assert.ok(lines.length <= linesMax);
          assert.ok(lines.every((line) => rowWidth(rowOf(line)) <= width));
          const whole = wrapWords(words.join(" "), width, 1000);
          assert.equal(whole.join(" "), words.join(" "));
        },
      ),
    );
  });
});
