/** Sealing and opening. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cipher } from "../../../src/persistence/cipher.ts";

const KEY = Buffer.from("0123456789abcdef0123456789abcdef");
const CONTEXT = Buffer.from("context");

test("what was sealed opens with the same key and context, and with nothing else", () => {
  const cipher = new Cipher(KEY);
  const sealed = cipher.seal(Buffer.from("plain"), CONTEXT);
  assert.equal(new Cipher(KEY).open(sealed, CONTEXT)?.toString(), "plain");
  assert.equal(cipher.open(sealed, Buffer.from("contexu")), undefined);
  assert.equal(new Cipher(Buffer.alloc(32)).open(sealed, CONTEXT), undefined);
  assert.equal(cipher.open(sealed.subarray(1), CONTEXT), undefined);
  assert.equal(cipher.open(Buffer.alloc(0), CONTEXT), undefined);
  assert.equal(cipher.open(Buffer.alloc(27), CONTEXT), undefined);
});

test("nothing is sealed too, with 28 bytes around it", () => {
  const cipher = new Cipher(KEY);
  const sealed = cipher.seal(Buffer.alloc(0), CONTEXT);
  assert.equal(sealed.length, 28);
  assert.equal(cipher.open(sealed, CONTEXT)?.length, 0);
});

test("no nonce is used twice", () => {
  const cipher = new Cipher(KEY);
  const nonces = new Set(
    Array.from({ length: 2000 }, () => cipher.seal(Buffer.alloc(1), CONTEXT).subarray(0, 12).toString("hex")),
  );
  assert.equal(nonces.size, 2000);
});

test("a digest is the same every time, matches its key only, and is no plain hash", () => {
  const cipher = new Cipher(KEY);
  const digest = cipher.digest(Buffer.from("a"));
  assert.equal(digest.length, 32);
  assert.deepEqual(new Cipher(KEY).digest(Buffer.from("a")), digest);
  assert.equal(cipher.matches(Buffer.from("a"), digest), true);
  assert.equal(cipher.matches(Buffer.from("b"), digest), false);
  assert.equal(cipher.matches(Buffer.from("a"), digest.subarray(1)), false);
  assert.notDeepEqual(new Cipher(Buffer.alloc(32)).digest(Buffer.from("a")), digest);
});

test("what was digested and sealed before is known again: the layout on disk may never change", () => {
  const cipher = new Cipher(KEY);
  const digest = "095a62c9ca5e25baca8f309c7225cf29995061504fc288c09f601c297e663a86";
  assert.equal(cipher.digest(Buffer.from("known")).toString("hex"), digest);
  const sealed = "0bce697797879d0d8138c7f1b7fe662e4ac7cae6a4a5bf24d4be3b443e0b96c03d";
  assert.equal(cipher.open(Buffer.from(sealed, "hex"), CONTEXT)?.toString(), "plain");
});
