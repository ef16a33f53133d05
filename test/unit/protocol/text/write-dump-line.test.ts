/** Lines of the dumps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../../src/protocol/reply-buffer.ts";
import {
  DUMP_LINE_BYTES_MAX,
  writeMetadumpLine,
  writeMgdumpLine,
} from "../../../../src/protocol/text/write-dump-line.ts";

const LONGEST = {
  exptime: 4_294_967_295 + 1_800_000_000,
  lastAccess: 9_999_999_999,
  casLow: 0xffffffff,
  casHigh: 0xffffffff,
  fetched: true,
  slabClass: 63,
  size: 1_073_741_824,
  flags: 4_294_967_295,
};

test("the longest line fits into the room that is reserved for one", () => {
  const reply = new ReplyBuffer();
  writeMetadumpLine(reply, new Uint8Array(250).fill(0xff), 0, 250, LONGEST);
  assert.ok(reply.length <= DUMP_LINE_BYTES_MAX);
  const text = reply.bytes.toString("latin1", 0, reply.length);
  assert.ok(
    text.startsWith(`key=${"%FF".repeat(250)} exp=6094967295 la=9999999999 cas=18446744073709551615 fetch=yes`),
  );
  assert.ok(text.endsWith(" cls=63 size=1073741824 flags=4294967295 \n"));
});

test("every byte of a key is plain or escaped as encodeURIComponent does, but for !'()*", () => {
  for (let byte = 0; byte < 128; byte++) {
    const reply = new ReplyBuffer();
    writeMetadumpLine(reply, Uint8Array.of(byte), 0, 1, LONGEST);
    const written = /^key=(\S+) /.exec(reply.bytes.toString("latin1", 0, reply.length))?.[1];
    const own = `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
    const char = String.fromCharCode(byte);
    assert.equal(written, "!'()*".includes(char) ? own : encodeURIComponent(char));
  }
});

test("mgdump: keys as they are, binary ones in base64", () => {
  const reply = new ReplyBuffer();
  writeMgdumpLine(reply, Buffer.from("..key"), 2, 3, false);
  writeMgdumpLine(reply, Uint8Array.of(0, 1, 2, 3), 0, 4, true);
  assert.equal(reply.bytes.toString("latin1", 0, reply.length), "mg key\r\nmg AAECAw== b\r\n");
});
