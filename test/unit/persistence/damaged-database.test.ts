/** What is said of a damaged database. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { DamagedDatabase } from "../../../src/persistence/damaged-database.ts";

test("it is named, with the reason, and what can be done about it", () => {
  const cause = new Error("Corruption: bad block");
  const error = new DamagedDatabase("/data/carts", "a table is short", cause);
  assert.ok(error instanceof MemtoolError);
  assert.equal(error.code, "STORAGE");
  assert.equal(error.message, "the database in /data/carts is damaged: a table is short");
  assert.equal(error.reason, "a table is short");
  assert.equal(error.cause, cause);
  assert.match(error.hint ?? "", /serve verify \/data\/carts .* serve repair \/data\/carts/);
});
