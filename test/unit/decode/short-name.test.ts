/** decode/short-name.ts: names are not multiplied. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shortName } from "../../../src/decode/short-name.ts";

test("only names that no class has are cut", () => {
  assert.equal(shortName("App\\Models\\User"), "App\\Models\\User");
  assert.equal(shortName("n".repeat(200)), "n".repeat(200));
  assert.equal(shortName("n".repeat(100_000)), `${"n".repeat(200)}…`);
});
