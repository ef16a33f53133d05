/** protocol/reply-draft.ts: the small readers that all reply lines share. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText, quoteLine, readErrorLine, readNumber, readUint64 } from "../../../src/protocol/reply-draft.ts";

test("numbers are digits within their range, and nothing else", () => {
  const read = (text: string, max: number): number => readNumber(Buffer.from(`x${text}y`), 1, 1 + text.length, max);
  assert.equal(read("0", 10), 0);
  assert.equal(read("007", 10), 7);
  assert.equal(read("10", 10), 10);
  for (const bad of ["", "11", "-1", "+1", " 1", "1 ", "1e1", "9".repeat(16)]) {
    assert.equal(read(bad, 10), -1, bad);
  }
  const wide = (text: string): bigint | undefined => readUint64(Buffer.from(text), 0, text.length);
  assert.equal(wide("18446744073709551615"), 2n ** 64n - 1n);
  for (const bad of ["", "18446744073709551616", "-1", "0x1", "1 "]) {
    assert.equal(wide(bad), undefined, bad);
  }
});

test("error lines are told from lines that begin alike", () => {
  const read = (text: string): unknown => readErrorLine(Buffer.from(text), 0, text.length);
  assert.deepEqual(read("CLIENT_ERROR bad data chunk"), {
    kind: "error",
    error: "CLIENT_ERROR",
    text: "bad data chunk",
  });
  assert.deepEqual(read("SERVER_ERROR: no"), { kind: "error", error: "SERVER_ERROR", text: "no" });
  for (const other of ["END", "EN", "EXISTS", "ERRO", "ERRORS", "CLIENT", "CLEAR", "SERVER_ERRORS", "STORED", ""]) {
    assert.equal(read(other), undefined, other);
  }
});

test("text is UTF-8, or latin1 where it is not, so that no byte is lost", () => {
  const decode = (bytes: Buffer): string => decodeText(bytes, 0, bytes.length);
  assert.equal(decode(Buffer.from("größe")), "größe");
  assert.equal(decode(Buffer.from([0x61, 0xff, 0xe9])), "a\xff\xe9");
});

test("a quoted line is short and harmless", () => {
  const bytes = Buffer.from(`\x1b[0m${"x".repeat(200)}`);
  assert.equal(quoteLine(bytes, 0, bytes.length), `"\\e[0m${"x".repeat(76)}..."`);
});
