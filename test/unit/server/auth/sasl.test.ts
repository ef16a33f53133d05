/** The PLAIN mechanism. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SASL_RESULT, SaslLogin } from "../../../../src/server/auth/sasl.ts";

const { authenticated, continues, refused } = SASL_RESULT;
const RIGHT = Buffer.from("\0ann\0pass");

function login(): SaslLogin {
  return new SaslLogin((user, password) => `${Buffer.from(user)}:${Buffer.from(password)}` === "ann:pass");
}

test("at once, or in two steps", () => {
  const once = login();
  assert.equal(once.start("plain", RIGHT), authenticated);
  assert.equal(once.isAuthenticated, true);
  const twice = login();
  assert.equal(twice.start("PLAIN", Buffer.alloc(0)), continues);
  assert.equal(twice.isAuthenticated, false);
  assert.equal(twice.step(RIGHT), authenticated);
});

test("an identity to act as has to be one's own", () => {
  assert.equal(login().start("PLAIN", Buffer.from("ann\0ann\0pass")), authenticated);
  assert.equal(login().start("PLAIN", Buffer.from("bob\0ann\0pass")), refused);
});

test("everything else is refused", () => {
  for (const response of ["ann\0pass", "\0ann", "ann pass", "\0ann\0wrong", "\0\0", "\0ann\0pass\0", "\0an\0pass"]) {
    assert.equal(login().start("PLAIN", Buffer.from(response)), refused, JSON.stringify(response));
  }
  assert.equal(login().start("CRAM-MD5", RIGHT), refused);
  assert.equal(login().step(RIGHT), refused);
});

test("a failure takes the rights away, and so does a second login", () => {
  const again = login();
  again.start("PLAIN", RIGHT);
  assert.equal(again.start("PLAIN", RIGHT), refused);
  assert.equal(again.isAuthenticated, false);
  assert.equal(again.start("PLAIN", RIGHT), authenticated);
  assert.equal(again.step(RIGHT), refused);
  assert.equal(again.isAuthenticated, false);
});

test("a step is good for one response", () => {
  const guess = login();
  guess.start("PLAIN", Buffer.alloc(0));
  assert.equal(guess.step(Buffer.from("\0ann\0wrong")), refused);
  assert.equal(guess.step(RIGHT), refused);
});
