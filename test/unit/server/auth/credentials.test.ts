/** Who is known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Credentials } from "../../../../src/server/auth/credentials.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

test("user and password have to be of one and the same entry", () => {
  const users = new Credentials([
    { user: bytes("ann"), password: bytes("a") },
    { user: bytes("bob"), password: bytes("b") },
    { user: bytes("bob"), password: bytes("second") },
  ]);
  const matches = (user: string, password: string) => users.matches(bytes(user), bytes(password));
  assert.equal(matches("ann", "a"), true);
  assert.equal(matches("bob", "b"), true);
  assert.equal(matches("bob", "second"), true);
  for (const [user, password] of [
    ["ann", "b"],
    ["bob", "a"],
    ["an", "a"],
    ["ann", ""],
    ["", ""],
    ["ann", "a\0"],
    ["anna", ""],
    ["", "anna"],
  ] as const) {
    assert.equal(matches(user, password), false, `${user}:${password}`);
  }
  assert.equal(new Credentials([]).matches(bytes(""), bytes("")), false);
});
