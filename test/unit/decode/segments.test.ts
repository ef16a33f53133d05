/** decode/segments.ts: how wide text is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, decodedSegment } from "../../../src/decode/segments.ts";

test("columns of narrow, wide and combining characters", () => {
  for (const [text, columns] of [
    ["", 0],
    ["abc", 3],
    ["Zoë", 3],
    ["日本", 4],
    ["🎉", 2],
    ["e\u0301", 1],
    ["… 5", 3],
  ] as const) {
    assert.equal(columnsOf(text), columns, text);
  }
});

test("a segment is text with a meaning", () => {
  assert.deepEqual(decodedSegment("key", "a"), { style: "key", text: "a" });
});
