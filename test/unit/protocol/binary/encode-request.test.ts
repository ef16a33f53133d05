/** protocol/binary/encode-request.ts: packets as the server's parser reads them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeBinaryRequest } from "../../../../src/protocol/binary/encode-request.ts";
import { packet } from "../../../support/binary-packet.ts";

test("golden: STAT items", () => {
  assert.equal(
    encodeBinaryRequest(0x10, Buffer.from("items"), Buffer.alloc(0), 0xdeadbeef).toString("hex"),
    `80100005000000000000000${"5"}deadbeef0000000000000000${Buffer.from("items").toString("hex")}`,
  );
});

test("property: the same bytes as an encoder written independently", () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const opaques = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), bytes, bytes, opaques, (opcode, key, value, opaque) => {
      const encoded = encodeBinaryRequest(opcode, key, value, opaque);
      assert.equal(encoded.toString("latin1"), packet({ opcode, key, value, opaque }));
    }),
  );
});
