/** What holds for every request line: no reading beyond the end, no difference between fast and general path. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hashKey } from "../../src/base/hash.ts";
import { OP, PARSE_CLOSE, PARSE_MORE, Request } from "../../src/protocol/request.ts";
import { parseRequest } from "../../src/protocol/text/parse-request.ts";
import { nextKey } from "../../src/protocol/text/parse-retrieval.ts";
import { bytesOf, TEST_SEED } from "../support/parse.ts";
import { commandLine, jumble, keyText } from "../support/request-lines.ts";

fc.configureGlobal({ seed: 2048 });

interface Outcome {
  readonly used: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Everything a parse says, offsets relative to the line; of a refused line only why, the rest is of no meaning. Fields of other verbs are of no meaning, so `fresh` is new. */
function outcome(bytes: Uint8Array, start: number, end: number): Outcome {
  const request = new Request(TEST_SEED);
  const used = parseRequest(bytes, start, end, request);
  const { keyBytes, keyStart, argsStart, argsEnd, decodedKey, scanned, ...fields } = request;
  if (used > 0 && request.op === OP.invalid) {
    const { op, error, skipBytes, noreply } = request;
    return { used, fields: { op, error, skipBytes, noreply } };
  }
  const key = Buffer.from(keyBytes.subarray(keyStart, keyStart + request.keyLength)).toString("latin1");
  const args = argsEnd > argsStart ? Buffer.from(bytes.subarray(argsStart, argsEnd)).toString("latin1") : "";
  return { used, fields: { ...fields, key, args: args.trim(), scanned: 0, decoded: keyBytes === decodedKey } };
}

/** The same line between other bytes: what stands around it must not matter. */
function outcomeAmid(text: string, before: string, after: string): Outcome {
  const bytes = bytesOf(before + text + after);
  return outcome(bytes, before.length, before.length + text.length);
}

test("bytes before and behind the line do not matter", () => {
  fc.assert(
    fc.property(
      fc.oneof(commandLine, jumble),
      fc.constantFrom("", "get a\r\n", " "),
      fc.constantFrom("\n", "\r\n", "1\n", " noreply\r\n"),
      (text, before, after) => {
        assert.deepEqual(outcomeAmid(text, before, after), outcomeAmid(text, "", ""));
      },
    ),
    { numRuns: 1000 },
  );
});

test("a line that arrives in pieces waits until it is whole, then means the same", () => {
  fc.assert(
    fc.property(commandLine, (text) => {
      const bytes = bytesOf(`${text}get next\r\n`);
      const whole = outcome(bytes, 0, bytes.length);
      for (let end = 0; end < text.length; end++) {
        assert.equal(outcome(bytes, 0, end).used, PARSE_MORE, `${end} bytes`);
      }
      assert.deepEqual(outcome(bytes, 0, text.length), whole);
      assert.ok(whole.used === text.length || whole.used === PARSE_CLOSE);
    }),
    { numRuns: 300 },
  );
});

test("a second space between words, which takes the general path, changes nothing", () => {
  fc.assert(
    fc.property(commandLine, (text) => {
      const wide = text.replaceAll(" ", "  ");
      const narrow = outcomeAmid(text, "", "");
      const general = outcomeAmid(wide, "", "");
      assert.equal(general.used > 0 ? wide.length : general.used, general.used);
      const collapse = (fields: Outcome["fields"]) => ({
        ...fields,
        args: String(fields["args"] ?? "").replaceAll("  ", " "),
      });
      assert.deepEqual(collapse(general.fields), collapse(narrow.fields));
    }),
    { numRuns: 1000 },
  );
});

test("the keys of a retrieval come back as they were written, with the hash of each", () => {
  const keys = fc.array(keyText, { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(keys, fc.constantFrom(" ", "   "), fc.constantFrom("\r\n", "\n", " \r\n"), (expected, gap, lineEnd) => {
      const bytes = bytesOf(`gets ${expected.join(gap)}${lineEnd}`);
      const request = new Request(TEST_SEED);
      assert.equal(parseRequest(bytes, 0, bytes.length, request), bytes.length);
      assert.equal(request.op, OP.gets);
      const found: string[] = [];
      do {
        const key = request.keyBytes.subarray(request.keyStart, request.keyStart + request.keyLength);
        assert.equal(request.keyHash, hashKey(key, 0, key.length, TEST_SEED));
        found.push(Buffer.from(key).toString("latin1"));
      } while (nextKey(bytes, request));
      assert.deepEqual(found, expected);
    }),
  );
});
