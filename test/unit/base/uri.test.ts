/** URI encoding of bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeUri, encodeUri } from "../../../src/base/uri.ts";

test("letters, digits and -._~ stand for themselves, every other byte is %XX", () => {
  const bytes = Buffer.from("xAz09-._~ %\x01\xff!'", "latin1");
  assert.equal(encodeUri(bytes, 1, bytes.length - 1), "Az09-._~%20%25%01%FF%21%27");
  assert.equal(encodeUri(bytes, 0, 2), "xA");
});

test("decoding gives every byte back, and takes a stray % for itself", () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  assert.deepEqual(decodeUri(encodeUri(bytes, 0, 256)), bytes);
  assert.equal(decodeUri("100%2x%4%61").toString(), "100%2x%4a");
});
