/** Sentences broken between words; everything else whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fullText, type Line, segment } from "../../../src/repl/segments.ts";
import { HELP_PROSE, wrapProse } from "../../../src/repl/wrap-prose.ts";

const texts = (lines: readonly Line[]): string[] => lines.map(fullText);

test("a sentence goes on indented, one behind something under its own beginning", () => {
  assert.deepEqual(texts(wrapProse([[segment("error", "could not connect to the server")]], 20)), [
    "could not connect to",
    "  the server",
  ]);
  assert.deepEqual(texts(wrapProse([[segment("code", "ERROR"), segment("note", "  did you mean get?")]], 16)), [
    "ERROR  did you",
    "       mean get?",
  ]);
});

test("values and long words are not broken, help is only where it is asked for", () => {
  const value = [[segment("value", '"a b c d e f g h"')]];
  assert.deepEqual(wrapProse(value, 10), value);
  assert.deepEqual(texts(wrapProse([[segment("note", "see abcdefghijklmnop now")]], 10)), [
    "see",
    "  abcdefghijklmnop",
    "  now",
  ]);
  const help = [[segment("key", "  get  "), segment("plain", "Read the values")]];
  assert.deepEqual(wrapProse(help, 15), help);
  assert.deepEqual(texts(wrapProse(help, 15, HELP_PROSE)), ["  get  Read the", "       values"]);
});

test("a blank at the end is kept: something stands behind it", () => {
  const line = [segment("error", "a:1 (gone)> "), segment("plain", "get aaaaaaaaaaaaaaaaaaaaaaaaa")];
  assert.deepEqual(texts(wrapProse([line], 20)), ["a:1 (gone)> get aaaaaaaaaaaaaaaaaaaaaaaaa"]);
});

test("no word is lost, and no row is wider than it has to be", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), fc.integer({ min: 14, max: 60 }), (words, width) => {
      const rows = texts(wrapProse([[segment("note", words.join(" "))]], width));
      assert.deepEqual(
        rows.flatMap((row) => row.trim().split(" ")),
        words,
      );
      assert.ok(rows.every((row) => row.length <= width));
    }),
  );
});
