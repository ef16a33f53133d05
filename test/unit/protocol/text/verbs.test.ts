/** The verb table. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OP } from "../../../../src/protocol/request.ts";
import { findVerb } from "../../../../src/protocol/text/verbs.ts";
import { bytesOf } from "../../../support/parse.ts";

test("a verb is found by exactly its word", () => {
  const bytes = bytesOf("xflush_allx");
  assert.equal(findVerb(bytes, 1, 10), OP.flushAll);
  assert.equal(findVerb(bytes, 1, 9), OP.invalid);
  assert.equal(findVerb(bytes, 1, 11), OP.invalid);
  assert.equal(findVerb(bytes, 1, 1), OP.invalid);
});
