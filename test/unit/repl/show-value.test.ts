/** A value as it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullText } from "../../../src/repl/segments.ts";
import { showQuoted } from "../../../src/repl/show-value.ts";

test("in quotes, escaped, cut when it is long", () => {
  assert.deepEqual(showQuoted(Buffer.from('a"\n\x1b'), 0, 80).lines.map(fullText), ['"a\\"\\n\\e"']);
  const [line] = showQuoted(Buffer.alloc(20_000, "x"), 0, 80).lines;
  assert.ok(line !== undefined && fullText(line).endsWith('x"  ... 3,616 more bytes'));
});
