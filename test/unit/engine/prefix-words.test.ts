/** Any beginning of a word will do; the first in the list wins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstByPrefix } from "../../../src/engine/prefix-words.ts";

test("the first name that begins with the word", () => {
  const names = ["reset", "detail", "settings", "sizes"] as const;
  assert.equal(firstByPrefix(names, "s"), "settings");
  assert.equal(firstByPrefix(names, "sizes"), "sizes");
  assert.equal(firstByPrefix(names, "details"), undefined);
  assert.equal(firstByPrefix(names, "x"), undefined);
});
