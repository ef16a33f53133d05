/** Percent-encoded keys of metadump. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeUriKey } from "../../../src/repl/uri-key.ts";

test("decodes bytes as UTF-8 and leaves the rest", () => {
  assert.equal(decodeUriKey("user%3A1%20%E6%BC%A2"), "user:1 漢");
  assert.equal(decodeUriKey("plain"), "plain");
  assert.equal(decodeUriKey("100%"), "100%");
  assert.equal(decodeUriKey("%zz"), "%zz");
});
