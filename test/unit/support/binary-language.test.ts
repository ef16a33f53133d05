/** What the binary differential test forgives: cas numbers, statistics that depend on more than the requests. Nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OPCODE } from "../../../src/protocol/binary/opcodes.ts";
import { BINARY_LANGUAGE } from "../../support/binary-language.ts";
import { type PacketParts, packet } from "../../support/binary-packet.ts";

function reply(parts: PacketParts): string {
  return packet({ ...parts, magic: 0x81 });
}

function normalize(...replies: readonly string[]): string[] {
  const normalizer = BINARY_LANGUAGE.createNormalizer();
  return replies.map((text) => normalizer.normalize(Buffer.from(text, "latin1")));
}

test("cas numbers become their order of appearance, across replies; none stays none", () => {
  const [first, second] = normalize(
    reply({ opcode: OPCODE.set, cas: 77n }) + reply({ opcode: OPCODE.set, cas: 99n }) + reply({ opcode: OPCODE.noop }),
    reply({ opcode: OPCODE.get, cas: 99n, key: "k", value: "v", extras: Buffer.alloc(4, 1), opaque: 5 }),
  );
  assert.equal(first, "1 0 0 cas#1   \n1 0 0 cas#2   \n10 0 0 no cas   \n\n");
  assert.equal(second, "0 0 5 cas#2 01010101 k v\n\n");
});

test("a closed or silent connection is told from one that goes on", () => {
  const [closed, silent] = normalize("<closed>", `${reply({ opcode: OPCODE.noop })}<silent>`);
  assert.equal(closed, "<closed>\n");
  assert.equal(silent, "10 0 0 no cas   \n\n<silent>");
});

test("statistics that only requests change are kept, others and versions are not", () => {
  const [text] = normalize(
    reply({ opcode: OPCODE.stat, key: "get_hits", value: "3" }) +
      reply({ opcode: OPCODE.stat, key: "pid", value: "1" }) +
      reply({ opcode: OPCODE.version, value: "1.6.18" }) +
      reply({ opcode: OPCODE.stat }),
  );
  assert.equal(text, "16 0 0 no cas  get_hits 3\n16 0 0 no cas   \n\n");
});

test("a request asks for the cas of its key, and a missing one is 1", async () => {
  const read = (status: number) =>
    BINARY_LANGUAGE.readCas(Buffer.from(reply({ opcode: 0, status, cas: 9n }), "latin1"));
  assert.equal(read(0), "9");
  assert.equal(read(1), "1");
  const bytes = await BINARY_LANGUAGE.encode({ opcode: OPCODE.delete, key: "a", casOfKey: true }, async () => "258");
  assert.equal(bytes.toString("hex", 16, 24), "0000000000000102");
});
