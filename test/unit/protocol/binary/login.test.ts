/** protocol/binary/login.ts: SASL PLAIN in one packet, and the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeSaslLogin, parseSaslLogin } from "../../../../src/protocol/binary/login.ts";
import { SASL_RESULT, SaslLogin } from "../../../../src/server/auth/sasl.ts";
import { packet } from "../../../support/binary-packet.ts";

test("golden: the packet on the wire", () => {
  assert.equal(
    encodeSaslLogin("joe", "a b").toString("latin1"),
    packet({ opcode: 0x21, key: "PLAIN", value: "\0joe\0a b" }),
  );
});

test("property: a server's SASL finds the user and the password that were meant", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
  fc.assert(
    fc.property(text, text, (user, password) => {
      const seen: string[] = [];
      const login = new SaslLogin((...words) => {
        seen.push(...words.map((bytes) => Buffer.from(bytes).toString()));
        return true;
      });
      const bytes = encodeSaslLogin(user, password);
      assert.equal(login.start(bytes.toString("latin1", 24, 29), bytes.subarray(29)), SASL_RESULT.authenticated);
      assert.deepEqual(
        seen,
        [user, password].map((value) => Buffer.from(value).toString()),
      );
    }),
  );
});

test("a zero byte cannot be sent", () => {
  assert.throws(() => encodeSaslLogin("jo\0e", "x"), { code: "USAGE" });
  assert.throws(() => encodeSaslLogin("joe", "secret\0"), { code: "USAGE", message: /^(?!.*secret)/ });
});

const ANSWERS: readonly (readonly [string, string, ReturnType<typeof parseSaslLogin>])[] = [
  ["nothing", "", { kind: "more" }],
  ["status 0", answer(0, "Authenticated"), { kind: "accepted", used: 37 }],
  ["status 0 and more", `${answer(0, "")}rest`, { kind: "accepted", used: 24 }],
  ["status 20", answer(0x20, "Auth failure."), { kind: "refused", text: "Auth failure." }],
  ["another step", answer(0x21, "challenge"), { kind: "refused", text: "challenge" }],
  ["status 81", answer(0x81, "Unknown command"), { kind: "failed", text: "Unknown command (it takes no SASL logins)" }],
  ["text", "ERROR\r\n", { kind: "fault", found: '"ERROR\\r\\n"' }],
  [
    "another opcode",
    packet({ magic: 0x81, opcode: 0x0b }),
    { kind: "fault", found: "an answer to another request (opcode 0xb)" },
  ],
];

function answer(status: number, value: string): string {
  return packet({ magic: 0x81, opcode: 0x21, status, value });
}

for (const [name, bytes, reply] of ANSWERS) {
  test(`${name}: ${reply.kind}`, () => {
    assert.deepEqual(parseSaslLogin(Buffer.from(bytes, "latin1")), reply);
  });
}
