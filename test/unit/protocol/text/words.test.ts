/** Cutting a line into words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../../../../src/protocol/text/words.ts";
import { bytesOf } from "../../../support/parse.ts";

function wordsOf(text: string): { words: Words; list: string[] } {
  const words = new Words();
  words.read(bytesOf(text), 0, text.length);
  return {
    words,
    list: Array.from({ length: words.count }, (_, index) => text.slice(words.start(index), words.end(index))),
  };
}

test("words are separated by spaces only", () => {
  assert.deepEqual(wordsOf("").list, []);
  assert.deepEqual(wordsOf("   ").list, []);
  assert.deepEqual(wordsOf(" a  b\tc \rd ").list, ["a", "b\tc", "\rd"]);
});

test("only the first 23 words are kept", () => {
  const numbers = Array.from({ length: 30 }, (_, index) => `w${index}`);
  assert.deepEqual(wordsOf(numbers.join(" ")).list, numbers.slice(0, 23));
});

test("a word that is not there is empty and stands at the end of the line", () => {
  const { words } = wordsOf("a b ");
  assert.deepEqual([words.start(2), words.end(2), words.length(2), words.length(1)], [4, 4, 0, 1]);
});

test("prefixes and noreply", () => {
  const { words } = wordsOf("k HTTP/1.1");
  assert.ok(words.startsWith(bytesOf("k HTTP/1.1"), 1, bytesOf("HTTP/")));
  assert.ok(!words.startsWith(bytesOf("k HTTP/1.1"), 0, bytesOf("HTTP/")));
  const silent = wordsOf("a b noreply").words;
  assert.ok(silent.endsWithNoreply(bytesOf("a b noreply"), 2));
  assert.ok(!silent.endsWithNoreply(bytesOf("a b noreply"), 3));
});
