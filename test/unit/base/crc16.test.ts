/** base/crc16.ts: twemproxy's values, which are longer than 16 bits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc16 } from "../../../src/base/crc16.ts";

test("one byte gives the CRC-16, more go beyond it; only the given range counts", () => {
  const hash = (text: string) => {
    const bytes = Buffer.from(`get ${text}\r\n`);
    return crc16(bytes, 4, bytes.length - 2);
  };
  assert.deepEqual(
    ["", "a", "key:0", "user:1000:profile", "héllo"].map(hash),
    [0, 31879, 1880263200, 2691867350, 2851318581],
  );
  // The check value of the CRC-16 that is also called XMODEM.
  assert.equal(hash("123456789") & 0xffff, 0x31c3);
});
