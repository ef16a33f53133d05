/** What `peek` found, in lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPeek, formatPeekPlain } from "../../../src/repl/format-peek.ts";
import type { PeekedItem } from "../../../src/repl/peek.ts";
import { fullText, plainText } from "../../../src/repl/segments.ts";
import { showQuoted } from "../../../src/repl/show-value.ts";

const item: PeekedItem = {
  value: Buffer.from("hi"),
  flags: 16,
  cas: "9",
  ttlSeconds: 3661,
  lastAccessSeconds: 0,
  wasHit: false,
  isStale: false,
  slabClass: 1,
  memoryBytes: 66,
  leftTrace: false,
};

function shown(more: Partial<PeekedItem>, explain = () => "") {
  const all = { ...item, ...more };
  return formatPeek(all, showQuoted(all.value, all.flags, 80), explain).map(fullText);
}

test("every fact that is known has a line", () => {
  assert.deepEqual(
    shown({}, () => "text of pylibmc"),
    [
      "size         2 bytes",
      "ttl          1h 1m 1s  3,661 seconds",
      "flags        16  text of pylibmc",
      "cas          9",
      "last access  0s ago",
      "hit before   no",
      "slab class   1  66 B of memory with key and header",
      'value        "hi"',
    ],
  );
});

test("what is not known is left out; what matters is said", () => {
  assert.deepEqual(
    shown({
      ttlSeconds: undefined,
      lastAccessSeconds: undefined,
      wasHit: undefined,
      slabClass: undefined,
      isStale: true,
      leftTrace: true,
      flags: 0,
      cas: undefined,
    }),
    [
      "size         2 bytes",
      "flags        0",
      "stale        yes  marked by a meta delete: one client recaches it",
      "this server has no meta commands: looking counted as an access",
      'value        "hi"',
    ],
  );
  assert.ok(shown({ ttlSeconds: -1 }).includes("ttl          never expires"));
});

test("for a pipe: names and numbers", () => {
  assert.deepEqual(formatPeekPlain(item, "hi").map(plainText), [
    "size 2",
    "ttl 3661",
    "flags 16",
    "cas 9",
    "last_access 0",
    "hit 0",
    "class 1",
    "memory 66",
    "value hi",
  ]);
});
