/** Splitting a line into words: quotes, escapes, faults, offsets. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { quoteWord, splitWords } from "../../../src/repl/words.ts";

function bytesOf(line: string): string[] {
  return splitWords(line).words.map((word) => Buffer.from(word.bytes).toString("latin1"));
}

describe("splitWords", () => {
  const cases: readonly [string, string[]][] = [
    ["", []],
    ["   ", []],
    ["get a  b ", ["get", "a", "b"]],
    ['set k 0 0 "hello world"', ["set", "k", "0", "0", "hello world"]],
    ['"a\\r\\n\\t\\"\\\\\\x00\\xff\\e\\0"', ['a\r\n\t"\\\x00\xff\x1b\0']],
    [`'{"a": "b\\n", "c": "it\\'s"}'`, [`{"a": "b\\n", "c": "it's"}`]],
    ['{"a":1}', ['{"a":1}']],
    ['""', [""]],
    ["back\\slash", ["back\\slash"]],
    ["é", ["\xc3\xa9"]],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => assert.deepEqual(bytesOf(line), expected));
  }

  test("offsets include the quotes", () => {
    const [, word] = splitWords('get "a b" c').words;
    assert.deepEqual({ start: word?.start, end: word?.end, quoted: word?.quoted }, { start: 4, end: 9, quoted: true });
  });

  test("latin1 keeps one byte a character", () => {
    assert.deepEqual([...(splitWords("\xff\xe9", "latin1").words[0]?.bytes ?? [])], [0xff, 0xe9]);
  });

  const faults: readonly [string, string, number, boolean][] = [
    ['get "abc', 'the " is never closed', 4, true],
    ['get "abc\\"', 'the " is never closed', 4, true],
    ['"a"b', 'a space must follow the closing "', 3, false],
    ['"a\\q"', "unknown escape \\q in a quoted word", 2, false],
    ['"\\xg0"', "unknown escape \\x in a quoted word", 1, false],
  ];
  for (const [line, message, at, open] of faults) {
    test(`fault in ${line}`, () => assert.deepEqual(splitWords(line).error, { message, at, open }));
  }
});

test("quoteWord leaves plain words alone and quotes the rest", () => {
  const quoted = (text: string) => quoteWord(Buffer.from(text, "latin1"));
  assert.equal(quoted("user:42"), "user:42");
  assert.equal(quoted(""), '""');
  assert.equal(quoted("a b"), '"a b"');
  assert.equal(quoted('say "hi"\r\n\x01\xff'), '"say \\"hi\\"\\r\\n\\x01\\xff"');
});
