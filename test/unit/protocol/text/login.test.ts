/** protocol/text/login.ts: the lines of ASCII authentication, read back by the server's own reader, and the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeTextLogin, parseTextLogin } from "../../../../src/protocol/text/login.ts";
import { readLogin } from "../../../../src/server/auth/login-line.ts";

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => !/[ \r\n]/.test(text));
const phrase = fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => !/[\r\n]/.test(text));

test("golden: the lines on the wire", () => {
  assert.equal(String(encodeTextLogin("joe", "top secret")), "set memtool_login 0 -1 14\r\njoe top secret\r\n");
});

test("property: a server reads the user and the password that were meant", () => {
  fc.assert(
    fc.property(word, phrase, (user, password) => {
      const bytes = encodeTextLogin(user, password);
      assert.deepEqual(readLogin(bytes), {
        kind: "login",
        used: bytes.length,
        user: Buffer.from(user),
        password: Buffer.from(password),
      });
    }),
  );
});

test("what cannot be sent is a wrong usage, and the message holds no password", () => {
  for (const [user, password] of [
    ["two words", "secret"],
    ["joe", "secret\r\nflush_all"],
    ["joe\n", "secret"],
    ["joe", "secret".repeat(3000)],
  ] as const) {
    assert.throws(
      () => encodeTextLogin(user, password),
      (error: Error & { code?: string }) => error.code === "USAGE" && !error.message.includes("secret"),
    );
  }
});

const ANSWERS: readonly (readonly [string, ReturnType<typeof parseTextLogin>])[] = [
  ["", { kind: "more" }],
  ["STORED\r", { kind: "more" }],
  ["STORED\r\n", { kind: "accepted", used: 8 }],
  ["STORED\r\nVERSION 1\r\n", { kind: "accepted", used: 8 }],
  ["CLIENT_ERROR authentication failure\r\n", { kind: "refused", text: "CLIENT_ERROR authentication failure" }],
  ["ERROR Too many open connections\r\n", { kind: "failed", text: "ERROR Too many open connections" }],
  ["ERROR\r\n", { kind: "failed", text: "ERROR" }],
  ["NOT_STORED\r\n", { kind: "fault", found: '"NOT_STORED"' }],
  ["\x81\x20\n", { kind: "fault", found: '"\\x81 "' }],
];

for (const [bytes, reply] of ANSWERS) {
  test(`${JSON.stringify(bytes)} is ${reply.kind}`, () => {
    assert.deepEqual(parseTextLogin(Buffer.from(bytes, "latin1")), reply);
  });
}

test("an answer without end is no answer", () => {
  assert.equal(parseTextLogin(Buffer.alloc(2048, "x")).kind, "more");
  assert.equal(parseTextLogin(Buffer.alloc(2049, "x")).kind, "fault");
});

test("property: any bytes give one of the answers, and an accepted one ends with its line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const reply = parseTextLogin(Buffer.from(bytes));
      assert.ok(reply.kind !== "accepted" || bytes[reply.used - 1] === 10);
    }),
  );
});
