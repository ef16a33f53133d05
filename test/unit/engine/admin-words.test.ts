/** The words of the verbs without a key. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentWords } from "../../../src/engine/admin-words.ts";
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
