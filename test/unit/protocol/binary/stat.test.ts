/** protocol/binary/stat.ts: one question, entries, the end, refusals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeStat, parseStat } from "../../../../src/protocol/binary/stat.ts";
import { type PacketParts, packet } from "../../../support/binary-packet.ts";

const OPAQUE = 7;

function parse(parts: Partial<PacketParts>): ReturnType<typeof parseStat> {
  const bytes = packet({ magic: 0x81, opcode: 0x10, opaque: OPAQUE, ...parts });
  return parseStat(Buffer.from(bytes, "latin1"), 0, OPAQUE);
}

test("the request", () => {
  assert.equal(encodeStat("", OPAQUE).toString("latin1"), packet({ opcode: 0x10, opaque: OPAQUE }));
  assert.equal(encodeStat("slabs", 1).toString("latin1"), packet({ opcode: 0x10, key: "slabs", opaque: 1 }));
});

test("an entry, the end, a refusal, and what belongs to another request", () => {
  assert.deepEqual(parse({ key: "pid", value: "12" }), {
    kind: "entry",
    used: 29,
    entry: { name: "pid", value: "12" },
  });
  assert.deepEqual(parse({ key: "name", value: "\xc3\xa9 \xff" }), {
    kind: "entry",
    used: 32,
    entry: { name: "name", value: "\u00c3\u00a9 \u00ff" },
  });
  assert.deepEqual(parse({}), { kind: "end", used: 24 });
  assert.deepEqual(parse({ status: 1, value: "Not found" }), {
    kind: "refused",
    used: 33,
    status: 1,
    text: "Not found",
  });
  assert.equal(parse({ opaque: 8 }).kind, "fault");
  assert.equal(parse({ opcode: 0 }).kind, "fault");
  assert.equal(parse({ magic: 0x80 }).kind, "fault");
  assert.equal(parse({ key: "a", bodyLength: 2 }).kind, "more");
  assert.equal(parse({ key: "a", bodyLength: 4 * 1024 * 1024 + 1 }).kind, "fault");
});
