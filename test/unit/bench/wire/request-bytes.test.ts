/** request-bytes: numbers as digits, growth without loss, and a buffer that is handed over is never written again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WRITE_BATCH_BYTES } from "../../../../src/bench/limits.ts";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";

function textOf({ bytes, length }: RequestBytes): string {
  return bytes.toString("latin1", 0, length);
}

test("numbers of 31 bits, behind zeros up to a width", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.integer({ min: 0, max: 14 }), (number, width) => {
      const out = new RequestBytes();
      out.appendNumber(number, width);
      assert.equal(textOf(out), String(number).padStart(width, "0"));
    }),
  );
});

test("numbers at the edges of their digits", () => {
  const out = new RequestBytes();
  const numbers = [0, 1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2 ** 31 - 1];
  for (const number of numbers) {
    out.appendNumber(number);
    out.appendLineEnd();
  }
  assert.equal(textOf(out), numbers.map((number) => `${number}\r\n`).join(""));
});

test("a number in two parts", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      const out = new RequestBytes();
      out.appendParts(Number(number / 10n ** 10n), Number(number % 10n ** 10n));
      assert.equal(textOf(out), String(number));
    }),
  );
});

test("growing keeps what was written", () => {
  const out = new RequestBytes();
  const piece = new Uint8Array(1000).fill(120);
  for (let index = 0; index < 1000; index++) {
    out.reserve(piece.length);
    out.append(piece);
  }
  assert.equal(textOf(out), "x".repeat(1_000_000));
});

test("half a batch is full", () => {
  const out = new RequestBytes();
  assert.equal(out.isFull, false);
  out.length = WRITE_BATCH_BYTES / 2 - 1;
  assert.equal(out.isFull, false);
  out.length++;
  assert.equal(out.isFull, true);
});

test("starting over keeps the buffer, unless it was handed over or has grown far too large", () => {
  const out = new RequestBytes();
  const { bytes } = out;
  out.appendNumber(5);
  out.restart(false);
  assert.deepEqual([out.length, out.bytes === bytes], [0, true]);
  out.restart(true);
  assert.equal(out.bytes === bytes, false);
  out.reserve(WRITE_BATCH_BYTES * 9);
  out.restart(false);
  assert.equal(out.bytes.length, WRITE_BATCH_BYTES);
});
