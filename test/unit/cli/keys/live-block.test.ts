/** cli/keys/live-block.ts: a block is drawn over itself and leaves nothing behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveBlock } from "../../../../src/cli/keys/live-block.ts";

test("each drawing replaces the last one, whatever their heights; long lines and many lines are cut", () => {
  const written: string[] = [];
  const block = new LiveBlock({ columns: 6, rows: 4, write: (text) => written.push(text) });
  block.clear();
  block.draw(["one", "two"]);
  block.draw(["too long", "b", "c", "does not fit"]);
  block.clear();
  block.clear();
  assert.deepEqual(written, ["one\ntwo\n", "\x1b[2A\r\x1b[Jtoo l\nb\nc\n", "\x1b[3A\r\x1b[J"]);
});

test("wide characters are cut by the columns they take", () => {
  const written: string[] = [];
  new LiveBlock({ columns: 6, rows: 4, write: (text) => written.push(text) }).draw([
    "\u6f22\u5b57\u6f22\u5b57",
    "ab\u6f22\u5b57",
  ]);
  assert.deepEqual(written, ["\u6f22\u5b57\nab\u6f22\n"]);
});
