/** decode/integer-bytes.ts: whole numbers of any length. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { signAndMagnitude, signedLittleEndian, unsignedBigEndian } from "../../../src/decode/integer-bytes.ts";

test("two's complement, as Python writes it", () => {
  for (const [hex, value] of [
    ["", 0n],
    ["00", 0n],
    ["ff", -1n],
    ["ff00", 255n],
    ["0080", -32768n],
    ["000000000000000001", 2n ** 64n],
  ] as const) {
    assert.deepEqual(signedLittleEndian(Buffer.from(hex, "hex")), { kind: "number", text: String(value) });
  }
});

test("every number comes back, by sign and magnitude too", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
      const bytes = Buffer.from(value.toString(16).padStart(52, "0"), "hex");
      assert.equal(unsignedBigEndian(bytes), value);
      assert.deepEqual(signAndMagnitude(false, bytes.toReversed()), { kind: "number", text: String(value) });
      assert.deepEqual(signAndMagnitude(true, bytes.toReversed()), { kind: "number", text: String(-value) });
    }),
  );
  assert.equal(unsignedBigEndian(Buffer.from([])), 0n);
});

test("a number of thousands of digits stays bytes", () => {
  for (const node of [signedLittleEndian(new Uint8Array(1025)), signAndMagnitude(false, new Uint8Array(1025))]) {
    assert.ok(node.kind === "object" && node.className === "integer");
  }
});
