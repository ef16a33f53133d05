/**
 * The parser against whatever comes: random bytes, mutated lines, jumbles. It never throws, uses 1 to all of the bytes,
 * and waits only while there is no newline. Seeded; MEMTOOL_FUZZ_SECONDS makes a longer run.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OP, PARSE_CLOSE, PARSE_MORE, REQUEST_ERROR, Request } from "../../src/protocol/request.ts";
import { parseRequest } from "../../src/protocol/text/parse-request.ts";
import { nextKey } from "../../src/protocol/text/parse-retrieval.ts";
import { assertFuzzed } from "../support/fuzz.ts";
import { bytesOf, TEST_SEED } from "../support/parse.ts";
import { commandLine, jumble } from "../support/request-lines.ts";

const request = new Request(TEST_SEED);

const mutated = fc
  .tuple(
    commandLine,
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat({ max: 2 })), { maxLength: 4 }),
  )
  .map(([line, changes]) => {
    const bytes = [...bytesOf(line)];
    for (const [place, byte, kind] of changes) {
      bytes.splice(place % (bytes.length + 1), kind === 0 ? 0 : 1, ...(kind === 2 ? [] : [byte]));
    }
    return new Uint8Array(bytes);
  });
const anyInput = fc.oneof(mutated, jumble.map(bytesOf), fc.uint8Array({ maxLength: 64 }));

function checkRequest(bytes: Uint8Array, end: number): void {
  const refused = request.op === OP.invalid;
  assert.equal(refused, request.error !== REQUEST_ERROR.none, "invalid and only invalid has an error");
  if (refused) {
    assert.ok(request.skipBytes >= 0 && request.skipBytes <= 2147483647);
    return;
  }
  if (request.op <= OP.gats || request.op >= OP.flushAll) {
    assert.ok(request.argsStart <= request.argsEnd && request.argsEnd <= end, "words behind the verb");
  }
  if (request.op >= OP.get && request.op <= OP.touch) {
    assert.ok(request.keyLength >= 1 && request.keyLength <= 250, "a key of legal length");
    assert.ok(request.keyStart >= 0 && request.keyStart + request.keyLength <= end);
  }
  if (request.op >= OP.get && request.op <= OP.gats) {
    let steps = 0;
    while (nextKey(bytes, request)) {
      steps++;
      assert.ok(request.keyLength >= 1 && request.keyLength <= 250 && steps <= end);
    }
  }
}

test("parsing anything, line after line, never fails", (context) => {
  assertFuzzed(
    context,
    fc.property(anyInput, fc.uint8Array({ maxLength: 3 }), (input, rest) => {
      const bytes = new Uint8Array([...input, ...rest]);
      const end = input.length;
      let start = 0;
      while (start < end) {
        const used = parseRequest(bytes, start, end, request);
        if (used === PARSE_MORE || used === PARSE_CLOSE) {
          const newline = bytes.subarray(start, end).indexOf(10);
          assert.ok(used === PARSE_CLOSE || newline < 0, "waits only for a newline");
          break;
        }
        assert.ok(used >= 1 && used <= end - start);
        assert.equal(bytes[start + used - 1], 10, "a line ends at its newline");
        assert.equal(bytes.subarray(start, start + used).indexOf(10), used - 1, "and at its first one");
        checkRequest(bytes, end);
        start += used;
      }
    }),
    3000,
  );
});
