/** directory/answer.ts: a directory's answers, there and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DirectoryAnswer, formatAnswer, parseAnswer } from "../../../src/directory/answer.ts";

const CASES: readonly (readonly [DirectoryAnswer, string])[] = [
  [{ kind: "ok", version: 1_795_678_256 }, "OK 1795678256"],
  [{ kind: "unknown", version: 7 }, "NOT_FOUND 7"],
  [{ kind: "taken", version: 7, by: { name: "a", host: "::1", port: 5 } }, "EXISTS 7 a ::1 5"],
  [{ kind: "refused", word: "CLIENT_ERROR", reason: "bad host" }, "CLIENT_ERROR bad host"],
  [{ kind: "refused", word: "SERVER_ERROR", reason: "full" }, "SERVER_ERROR full"],
];

test("each is a line that is read back", () => {
  for (const [answer, line] of CASES) {
    assert.equal(formatAnswer(answer), line);
    assert.deepEqual(parseAnswer(line), answer);
  }
});

test("what others say is none of them", () => {
  for (const line of ["ERROR", "", "OK", "OK x", "OK 1 2", "END", "EXISTS 1 a b", "STORED", "VALUE OK 1"]) {
    assert.equal(parseAnswer(line), undefined, line);
  }
});
