/** value-line: the line of a hit at every length it can be cut to, and lines that were not asked for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { INCOMPLETE, MISMATCH, ValueLine } from "../../../src/bench/value-line.ts";

function parse(text: string, key: number, length = text.length): { end: number; valueBytes: number } {
  const line = new ValueLine("k");
  const end = line.parse(Buffer.from(text, "latin1"), 0, length, key);
  return { end, valueBytes: line.valueBytes };
}

test("key, length and end of whole lines", () => {
  assert.deepEqual(parse("VALUE k12 0 100\r\nxyz", 12), { end: 17, valueBytes: 100 });
  assert.deepEqual(parse("VALUE k0 4294967295 0\r\n", 0), { end: 23, valueBytes: 0 });
  assert.deepEqual(parse("VALUE k12 0 1048576 987654321\r\n", 12), { end: 31, valueBytes: 1_048_576 });
});

test("a line cut anywhere is incomplete", () => {
  for (const text of ["VALUE k12 0 100\r\n", "VALUE k12 0 100 77\r\n"]) {
    for (let length = 0; length < text.length; length++) {
      assert.equal(parse(text, 12, length).end, INCOMPLETE, text.slice(0, length));
    }
  }
});

for (const text of [
  "VALUE k13 0 100\r\n",
  "VALUE k1 0 100\r\n",
  "VALUE k120 0 100\r\n",
  "VALUE j12 0 100\r\n",
  "VALUE k 0 100\r\n",
  "VALUE k12x 0 100\r\n",
  "VALUE k12 0 \r\n...",
  "VALUE k12 0 1x0\r\n",
  "VALUE k12 0 99999999999\r\n",
  "VALUE k12 0 100\nxx",
  "SERVER_ERROR out of memory\r\n",
]) {
  test(`${JSON.stringify(text)} is not the line of key 12`, () => {
    assert.equal(parse(text, 12).end, MISMATCH);
  });
}
