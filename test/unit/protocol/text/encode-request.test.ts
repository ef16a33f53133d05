/** protocol/text/encode-request.ts: every line as protocol.txt writes it, and the arguments that are refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestBuffer } from "../../../../src/protocol/request-buffer.ts";
import {
  checkExptime,
  checkFlags,
  checkKeys,
  encodeGat,
  encodeGet,
  encodeKeyed,
  encodeLine,
  encodeStorage,
  uint64Digits,
} from "../../../../src/protocol/text/encode-request.ts";

function written(encode: (buffer: RequestBuffer) => void): string {
  const buffer = new RequestBuffer();
  encode(buffer);
  return Buffer.concat(buffer.pieces()).toString();
}

test("lines", () => {
  const value = Buffer.from("v\r\n");
  assert.equal(
    written((buffer) => encodeGet(buffer, "get", ["a", Buffer.from("b")])),
    "get a b\r\n",
  );
  assert.equal(
    written((buffer) => encodeGat(buffer, "gats", -1, ["a"])),
    "gats -1 a\r\n",
  );
  assert.equal(
    written((buffer) => encodeStorage(buffer, "set", "a", value, { flags: 1, exptime: 2 })),
    "set a 1 2 3\r\nv\r\n\r\n",
  );
  assert.equal(
    written((buffer) => encodeStorage(buffer, "cas", "a", value, { flags: 1, exptime: 2, cas: 9n })),
    "cas a 1 2 3 9\r\nv\r\n\r\n",
  );
  assert.equal(
    written((buffer) => encodeKeyed(buffer, "delete", "a")),
    "delete a\r\n",
  );
  assert.equal(
    written((buffer) => encodeKeyed(buffer, "incr", "a", "5")),
    "incr a 5\r\n",
  );
  assert.equal(
    written((buffer) => encodeLine(buffer, "flush_all 0")),
    "flush_all 0\r\n",
  );
});

test("numbers are checked before they are written", () => {
  assert.equal(checkExptime(-(2 ** 31)), -(2 ** 31));
  assert.equal(checkFlags(0xffff_ffff), 0xffff_ffff);
  assert.equal(uint64Digits(2n ** 64n - 1n, "delta"), "18446744073709551615");
  for (const bad of [0.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY]) {
    assert.throws(() => checkExptime(bad), { code: "USAGE" });
  }
  for (const bad of [-1, 2 ** 32, 1.5]) {
    assert.throws(() => checkFlags(bad), { code: "USAGE" });
  }
  for (const bad of [-1, -1n, 2n ** 64n, 2 ** 53, 0.1]) {
    assert.throws(() => uint64Digits(bad, "delta"), { code: "USAGE" });
  }
  assert.throws(() => checkKeys(["a", ""]), { code: "USAGE" });
});
