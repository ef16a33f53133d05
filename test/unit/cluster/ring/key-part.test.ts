/** cluster/ring/key-part.ts: which part of a key is hashed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { equalBuckets, hashedPlacement } from "../../../../src/cluster/ring/chooser.ts";
import { untilStop, withHashTag, withoutPrefix, withoutRoutingPrefix } from "../../../../src/cluster/ring/key-part.ts";
import type { ClientPlacement } from "../../../../src/cluster/ring/placement.ts";

const WHOLE = hashedPlacement(
  { name: "length", hash: (_, start, end) => end - start },
  equalBuckets(Array.from({ length: 100 }, (_, index) => ({ host: "s", port: index + 1 }))),
);

/** What is hashed of a key that stands between other bytes. */
function hashedPart({ explain, place }: ClientPlacement, key: string): string {
  const bytes = Buffer.from(`{/a/b/pre:${key}/|#|}`);
  const [start, end] = [10, bytes.length - 5];
  const { hashed, owner } = explain(bytes, start, end);
  assert.equal(place(bytes, start, end), owner);
  assert.equal(owner, hashed.length);
  return Buffer.from(hashed).toString();
}

test("a prefix is left out where there is one with something behind it", () => {
  const placement = withoutPrefix(WHOLE, "pré:");
  assert.equal(hashedPart(placement, "pré:key"), "key");
  for (const key of ["key", "pré:", "pr", "xpré:key"]) {
    assert.equal(hashedPart(placement, key), key);
  }
  assert.equal(withoutPrefix(WHOLE, ""), WHOLE);
});

test("a hash tag: from the first opening sign to the next closing one", () => {
  const placement = withHashTag(WHOLE, 0x7b, 0x7d);
  assert.equal(hashedPart(placement, "a{user:1}b{2}"), "user:1");
  assert.equal(hashedPart(placement, "}a{{x}}"), "{x");
  for (const key of ["plain", "a{}b{c}", "a{b", "a}b", "}{"]) {
    assert.equal(hashedPart(placement, key), key);
  }
});

test("the same sign may open and close", () => {
  const placement = withHashTag(WHOLE, 0x24, 0x24);
  assert.equal(hashedPart(placement, "a$b$c"), "b");
  assert.equal(hashedPart(placement, "a$b"), "a$b");
});

test("a stop ends what is hashed", () => {
  const placement = untilStop(WHOLE, "|#|");
  assert.equal(hashedPart(placement, "abc|#|de|#|f"), "abc");
  assert.equal(hashedPart(placement, "|#|abc"), "");
  assert.equal(hashedPart(placement, "abc|#"), "abc|#");
});

test("mcrouter's routing prefix is left out", () => {
  const placement = withoutRoutingPrefix(WHOLE);
  assert.equal(hashedPart(placement, "/region/cluster/key"), "key");
  for (const key of ["key", "/key", "/region/key", "a/b/c/d"]) {
    assert.equal(hashedPart(placement, key), key);
  }
});
