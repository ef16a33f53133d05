/** Lines of stats cachedump. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../../src/protocol/reply-buffer.ts";
import { CACHEDUMP_LINE_BYTES_MAX, writeCachedumpLine } from "../../../../src/protocol/text/write-cachedump-line.ts";

test("the longest line fits into the room that is reserved for one", () => {
  const reply = new ReplyBuffer();
  writeCachedumpLine(reply, new Uint8Array(252).fill(0x6b), 1, 250, 1_073_741_824, 6_094_967_295);
  const text = reply.bytes.toString("latin1", 0, reply.length);
  assert.equal(text, `ITEM ${"k".repeat(250)} [1073741824 b; 6094967295 s]\r\n`);
  assert.ok(text.length <= CACHEDUMP_LINE_BYTES_MAX);
});
