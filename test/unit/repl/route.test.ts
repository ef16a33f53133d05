/** Keys of a request, whether it changes anything, and a retrieval of some of its keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { changesItem, keysOf, withKeys } from "../../../src/repl/route.ts";

function request(line: string): Request {
  const parsed = parseLine(line);
  assert.ok(parsed.kind === "request", line);
  return parsed;
}

test("keys and changes", () => {
  const cases: readonly [string, string, boolean][] = [
    ["get a b", "a b", false],
    ["gat 60 a b", "a b", true],
    ["set k 0 0 v", "k", true],
    ["set k v ttl=5", "k", true],
    ["touch k 5", "k", true],
    ["mg k v t", "k", false],
    ["mg k v T30", "k", true],
    ["mg k N30", "k", true],
    ["mg Zm9v b v", "foo", false],
    ["me k", "k", false],
    ["md k", "k", true],
    ["stats items", "", false],
    ["flush_all", "", false],
    ["nonsense k", "", false],
  ];
  for (const [line, keys, changes] of cases) {
    const parsed = request(line);
    assert.equal(
      keysOf(parsed)
        .map((key) => Buffer.from(key).toString())
        .join(" "),
      keys,
      line,
    );
    assert.equal(changesItem(parsed), changes, line);
  }
});

test("some of the keys, in words and in bytes", () => {
  const some = withKeys(request("gats 60 a b c"), [2, 0]);
  assert.deepEqual(some.words, ["gats", "60", "c", "a"]);
  assert.equal(Buffer.from(some.line).toString(), "gats 60 c a");
});
