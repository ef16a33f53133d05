/** base/digest.ts: digests by their names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, isDigestName } from "../../../src/base/digest.ts";

test("a text is hashed as its UTF-8", () => {
  const hex = Buffer.from(digestOf("sha1", "abc")).toString("hex");
  assert.equal(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
  assert.deepEqual(digestOf("md5", "é"), digestOf("md5", Buffer.from("é")));
});

test("names are OpenSSL's", () => {
  assert.ok(["md5", "sha1", "sha256"].every(isDigestName));
  assert.ok(!["", "none", "constructor"].some(isDigestName));
});
