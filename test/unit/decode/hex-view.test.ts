/** decode/hex-view.ts: bytes in columns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hexView } from "../../../src/decode/hex-view.ts";

function shown(bytes: Uint8Array, width: number, linesMax = 100): string[] {
  return hexView(bytes, width, linesMax).map((line) => line.map(({ text }) => text).join(""));
}

test("16 bytes a line, or 8 where there is less room", () => {
  const bytes = Buffer.from("\x89PNG\r\n\x1a\n 0123456789", "latin1");
  assert.deepEqual(shown(bytes, 80), [
    "00000000  89 50 4e 47 0d 0a 1a 0a  20 30 31 32 33 34 35 36  |.PNG.... 0123456|",
    "00000010  37 38 39                                          |789|",
  ]);
  assert.deepEqual(shown(bytes, 60), [
    "00000000  89 50 4e 47 0d 0a 1a 0a  |.PNG....|",
    "00000008  20 30 31 32 33 34 35 36  | 0123456|",
    "00000010  37 38 39                 |789|",
  ]);
});

test("no more lines than wanted", () => {
  assert.equal(shown(new Uint8Array(1_000_000), 80, 3).length, 3);
  assert.deepEqual(shown(new Uint8Array(), 80), []);
});
