/** Packets written in transcripts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePacketPart } from "../../support/transcript-packet.ts";
import { decodeEscapes, matchTemplate, parseTemplate } from "../../support/transcript-template.ts";

function hexOf(part: string): string[] {
  return parsePacketPart(part, decodeEscapes).map((one) =>
    one.kind === "bytes" ? one.bytes.toString("hex") : `any ${one.length}`,
  );
}

test("a request with all its fields", () => {
  assert.deepEqual(hexOf("request set key=a\\x20b extras=0102 value=v opaque=5 cas=258"), [
    "80010003020000000000000600000005000000000000010201026120" + "6276",
  ]);
});

test("a header may be wrong, an opcode a number", () => {
  assert.deepEqual(hexOf("request 7f magic=129 keyLength=1 extrasLength=2 bodyLength=16"), [
    "817f00010200000000000010000000000000000000000000",
  ]);
});

test("a reply with any cas matches any, and no other length", () => {
  assert.deepEqual(hexOf("reply get status=1 value=x cas=*"), ["81000000000000010000000100000000", "any 8", "78"]);
  const segments = parseTemplate("{reply noop cas=*}!");
  const received = Buffer.from(`810a${"00".repeat(14)}0123456789abcdef21`, "hex");
  assert.equal(matchTemplate(segments, received, new Map()).status, "match");
  assert.equal(matchTemplate(segments, received.subarray(0, 20), new Map()).status, "more");
});

test("what means nothing is refused", () => {
  for (const part of ["request sett", "request set colour=red", "reply zz"]) {
    assert.throws(() => hexOf(part), /opcode|has no/, part);
  }
});
