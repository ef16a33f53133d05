/** decode/python-literal.ts: texts of pickle's protocol 0. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonBytes, rawUnicode } from "../../../src/decode/python-literal.ts";

test("raw-unicode-escape", () => {
  assert.equal(rawUnicode("caf\xe9 \\u65e5\\U0001f389 \\n"), "café 日🎉 \\n");
  assert.equal(rawUnicode("\\U00110000 \\uzzzz"), "\\U00110000 \\uzzzz");
});

test("the repr of a string of Python 2", () => {
  assert.deepEqual(pythonBytes("'a\\n\\t\\\\\\'\\x41\\101'"), { kind: "text", value: "a\n\t\\'AA" });
  assert.deepEqual(pythonBytes('"it\'s"'), { kind: "text", value: "it's" });
  assert.deepEqual(pythonBytes("'\\xff\\377'"), { kind: "bytes", value: Buffer.from([0xff, 0xff]) });
  assert.deepEqual(pythonBytes("''"), { kind: "text", value: "" });
  for (const line of ["", "'", "abc", "'abc\""]) assert.equal(pythonBytes(line), undefined);
});
