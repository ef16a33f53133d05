/** Base64 of keys against Buffer's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { base64Length, decodeBase64, encodeBase64 } from "../../src/protocol/meta/base64.ts";

fc.configureGlobal({ seed: 2048 });

test("encoding is Buffer's, and decoding brings the bytes back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 186 }), (key) => {
      const text = Buffer.alloc(base64Length(key.length));
      assert.equal(encodeBase64(key, 0, key.length, text, 0), text.length);
      assert.equal(text.toString("latin1"), Buffer.from(key).toString("base64"));
      const back = new Uint8Array(250);
      assert.equal(decodeBase64(text, 0, text.length, back), key.length);
      assert.deepEqual(back.subarray(0, key.length), key);
    }),
  );
});

test("exactly the padded texts of the standard alphabet are decoded, as Buffer decodes them", () => {
  const text = fc.string({ unit: fc.constantFrom(..."Az09+/=-_ "), maxLength: 12 });
  fc.assert(
    fc.property(text, (word) => {
      const target = Buffer.alloc(16);
      const length = decodeBase64(Buffer.from(word), 0, word.length, target);
      const valid = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(word);
      assert.equal(length > 0, valid, word);
      if (valid) {
        assert.deepEqual(target.subarray(0, length), Buffer.from(word, "base64"));
      }
    }),
    { numRuns: 3000 },
  );
});
