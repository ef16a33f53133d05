/** The fixed replies, spelled as memcached spells them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as replies from "../../../../src/protocol/text/replies.ts";

test("every reply is one line that ends in CR LF", () => {
  for (const [name, bytes] of Object.entries(replies)) {
    assert.match(Buffer.from(bytes).toString(), /^[ -~]*\r\n$/, name);
  }
});

test("replies whose spelling is easily got wrong", () => {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  assert.equal(text(replies.SHUTDOWN_NOT_ENABLED), "SERVER_ERROR: shutdown not enabled\r\n");
  assert.equal(text(replies.NO_MEMORY_STORING), "SERVER_ERROR out of memory storing object\r\n");
  assert.equal(text(replies.TOO_LARGE), "SERVER_ERROR object too large for cache\r\n");
  assert.equal(text(replies.BAD_DATA_CHUNK), "CLIENT_ERROR bad data chunk\r\n");
});
