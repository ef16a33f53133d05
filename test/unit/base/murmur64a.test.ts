/** base/murmur64a.ts: mcrouter's values, and that only the given range counts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { murmur64a } from "../../../src/base/murmur64a.ts";

test("keys have the values of mcrouter, whose seed this is", () => {
  const hashes = ["a", "key:0", "user:1000:profile", "héllo"].map((key) => {
    const bytes = Buffer.from(`get ${key}\r\n`);
    return murmur64a(bytes, 4, bytes.length - 2, 4193360111n).toString(16);
  });
  assert.deepEqual(hashes, ["3d6961c699914c7b", "a5330e0730fc4047", "d45045bd7c5049a8", "a19837b17050aab1"]);
});
