/** Digests of secrets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { digestsEqual, secretDigest } from "../../../src/base/secrets.ts";

test("equal secrets, and only they, have equal digests of one length", () => {
  const secrets = ["", "a", "A", "a\0", "x".repeat(5000)].map((text) => Buffer.from(text));
  for (const one of secrets) {
    for (const other of secrets) {
      assert.equal(digestsEqual(secretDigest(one), secretDigest(other)), one === other);
    }
    assert.equal(secretDigest(one).length, 32);
  }
});
