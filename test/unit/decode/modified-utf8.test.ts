/** decode/modified-utf8.ts: Java's strings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modifiedUtf8 } from "../../../src/decode/modified-utf8.ts";

test("surrogates and NUL as Java writes them", () => {
  assert.equal(modifiedUtf8(Buffer.from("c080eda0bcedbe89", "hex")), "\0🎉");
  assert.equal(modifiedUtf8(Buffer.from("Zoë 日")), "Zoë 日");
});

test("bytes that are no text are kept one by one", () => {
  for (const hex of ["ff", "c3", "e282", "c341", "f0c080"]) {
    assert.equal(modifiedUtf8(Buffer.from(hex, "hex")), Buffer.from(hex, "hex").toString("latin1"));
  }
});
