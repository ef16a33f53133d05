/** The login of text connections. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readLogin } from "../../../../src/server/auth/login-line.ts";

function read(text: string): string {
  const login = readLogin(Buffer.from(text, "latin1"));
  switch (login.kind) {
    case "refused":
      return `${login.used} ${login.reason}`;
    case "login":
      return `${login.used} ${Buffer.from(login.user)}/${Buffer.from(login.password)}`;
    default:
      return login.kind;
  }
}

test("logins and what is none", () => {
  const cases: Readonly<Record<string, string>> = {
    "set a 0 0 8\r\nann pass\r\nget": "23 ann/pass",
    "set a 0 0 10\r\nann two wo\r\n": "26 ann/two wo",
    "set a b c 4\r\nann \r\n": "19 ann/",
    "set a 0 0 8\r\nann pas": "more",
    "set a 0 0 8": "more",
    "set a 0 0 8\r\nann passXX": "23 bad command line termination",
    "set a 0 0 3\r\nann\r\n": "18 bad authentication token format",
    "set a 0 0 16385\r\n": "17 auth token too long",
    "set a 0 0 99999999999\r\n": "23 unauthenticated",
    "set a 0 0 -1\r\n": "14 unauthenticated",
    "set a 0 0 8\nann pass\r\n": "12 unauthenticated",
    "get foo\r\n": "9 unauthenticated",
    "version\r\n": "9 unauthenticated",
    "set a 0 0\r\n": "11 unauthenticated",
    "quit\r\n": "close",
    "\r\n": "close",
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(read(text), expected, JSON.stringify(text));
  }
  assert.equal(read("x".repeat(2048)), "more");
  assert.equal(read("x".repeat(2049)), "close");
});

test("no bytes make it throw or use more than there are", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary-ascii", maxLength: 80 }),
      fc.constantFrom("", "set a 0 0 "),
      (text, start) => {
        const bytes = Buffer.from(start + text, "latin1");
        const login = readLogin(bytes);
        assert.ok(!("used" in login) || (login.used > 0 && login.used <= bytes.length));
      },
    ),
    { seed: 20261124, numRuns: 2000 },
  );
});
