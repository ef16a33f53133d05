/** keys/cachedump-line.ts: keys as they are, old and new ways to say "never", and broken lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCachedumpLine } from "../../../src/keys/cachedump-line.ts";
import { keyEntry } from "../../support/key-entries.ts";

const CONTEXT = { slabClass: 7, startedS: 1_700_000_000 };
const UNTOLD = { slabClass: 7, lastAccess: undefined, cas: undefined, fetched: undefined, flags: undefined };

function parse(line: string): ReturnType<typeof parseCachedumpLine> {
  const bytes = Buffer.from(`..${line}..`, "latin1");
  return parseCachedumpLine(bytes, 2, bytes.length - 2, CONTEXT);
}

test("keys stand as they are, percent signs, spaces and brackets too", () => {
  const expected = { ...UNTOLD, sizeBytes: 12, exptime: 1_800_000_000 };
  assert.deepEqual(parse("ITEM a%20b [12 b; 1800000000 s]"), keyEntry("a%20b", expected));
  assert.deepEqual(parse("ITEM a [1 b; 2 s] \xff [12 b; 1800000000 s]"), keyEntry("a [1 b; 2 s] \xff", expected));
});

test("never is 0, and in old versions the time of the server's start", () => {
  assert.equal(parse("ITEM a [1 b; 0 s]")?.exptime, -1);
  assert.equal(parse("ITEM a [1 b; 1700000000 s]")?.exptime, -1);
  assert.equal(parse("ITEM a [1 b; 1700000001 s]")?.exptime, 1_700_000_001);
});

test("a line without a whole key is none", () => {
  for (const line of ["END", "ITEM a", "ITEM a [1 b; x s]", "rest of a key [1 b; 0 s]", "ITEM  [1 b; 0 s]"]) {
    assert.equal(parse(line), undefined, line);
  }
});
