/** Values as they are shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { quoteValue, shorten } from "../../../src/repl/format-value.ts";

test("quotes, escapes, shortens", () => {
  assert.equal(quoteValue(Buffer.from('a"b\\\n\x1b[0m')), '"a\\"b\\\\\\n\\e[0m"');
  assert.deepEqual(shorten(Buffer.from("abc"), 3), { shown: Buffer.from("abc"), hiddenBytes: 0 });
  assert.deepEqual(shorten(Buffer.from("abcd"), 3), { shown: Buffer.from("abc"), hiddenBytes: 1 });
});
