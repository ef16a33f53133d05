/** protocol/line-splitter.ts: the same lines however the bytes are split, and a limit on their length. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineSplitter } from "../../../src/protocol/line-splitter.ts";

function split(bytes: Buffer, cuts: readonly number[], lineBytesMax = 1000): { lines: string[]; isFine: boolean } {
  const splitter = new LineSplitter(lineBytesMax);
  const lines: string[] = [];
  const positions = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  // One buffer that is written over with each piece, as a socket's is.
  const shared = Buffer.alloc(bytes.length + 10, "\n");
  let isFine = true;
  for (let index = 1; index < positions.length && isFine; index++) {
    const length = bytes.copy(shared, 0, positions[index - 1], positions[index]);
    isFine = splitter.feed(shared, length, (line, start, end) => lines.push(line.toString("latin1", start, end)));
  }
  return { lines, isFine };
}

test("lines end with LF or CRLF; what has no end yet is kept", () => {
  assert.deepEqual(split(Buffer.from("a\r\n\nb c\r\r\nrest"), []), { lines: ["a", "", "b c\r"], isFine: true });
});

test("however the bytes are split, the lines are the same", () => {
  const bytes = fc.array(fc.constantFrom("a", "bc", "\r", "\n", "\r\n", "\xff", "x".repeat(1100)), { maxLength: 30 });
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), (pieces, cuts) => {
      const all = Buffer.from(pieces.join(""), "latin1");
      assert.deepEqual(split(all, cuts, 100_000), split(all, [], 100_000));
    }),
  );
});

test("a line that is too long is refused, in one piece or in many", () => {
  const long = Buffer.from(`ok\r\n${"x".repeat(11)}\r\nnever\r\n`);
  assert.deepEqual(split(long, [], 10), { lines: ["ok"], isFine: false });
  assert.deepEqual(split(long, [6, 9], 10), { lines: ["ok"], isFine: false });
  assert.equal(split(Buffer.from("y".repeat(50)), [], 10).isFine, false);
  assert.deepEqual(split(Buffer.from(`${"z".repeat(10)}\r\n`), [4, 11], 10), { lines: ["z".repeat(10)], isFine: true });
});
