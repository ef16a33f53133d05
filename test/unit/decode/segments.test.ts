/** decode/segments.ts: how wide text is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodedSegment } from "../../../src/decode/segments.ts";

test("a segment is text with a meaning", () => {
  assert.deepEqual(decodedSegment("key", "a"), { style: "key", text: "a" });
});
