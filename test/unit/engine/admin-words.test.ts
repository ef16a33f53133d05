/** The words of the verbs without a key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentWords, decimalWord, signedWord, unsignedWord } from "../../../src/engine/admin-words.ts";
import { Request } from "../../../src/protocol/request.ts";
import { parseRequest } from "../../../src/protocol/text/parse-request.ts";

function words(line: string): readonly string[] {
  const request = new Request(1);
  const bytes = Buffer.from(line, "latin1");
  parseRequest(bytes, 0, bytes.length, request);
  return argumentWords(request, bytes);
}

test("words behind the verb, whatever stands between them", () => {
  assert.deepEqual(words("stats\r\n"), []);
  assert.deepEqual(words("slabs   reassign  1 2  \r\n"), ["reassign", "1", "2"]);
  assert.deepEqual(words("watch \xff\t\n"), ["\xff\t"]);
});

test("noreply is not one of them, except where it is an argument", () => {
  assert.deepEqual(words("lru tune 10 20 0.1 2 noreply\r\n"), ["tune", "10", "20", "0.1", "2"]);
  assert.deepEqual(words("lru_crawler noreply\r\n"), []);
  assert.deepEqual(words("watch noreply\r\n"), ["noreply"]);
});

test("numbers are read strictly; what is none is NaN", () => {
  assert.deepEqual(["0", "4294967295", "-1", "", "1x", "+1"].map(unsignedWord), [0, 4294967295, NaN, NaN, NaN, NaN]);
  assert.deepEqual(["-7", "2147483647", "x"].map(signedWord), [-7, 2147483647, NaN]);
  assert.deepEqual(["0.5", "-2", "+1.", ".5", "1e3", "1e", "x"].map(decimalWord), [0.5, -2, 1, 0.5, 1000, NaN, NaN]);
  assert.deepEqual([unsignedWord(), signedWord(), decimalWord()], [NaN, NaN, NaN]);
});
