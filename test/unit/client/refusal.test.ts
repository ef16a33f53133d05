/** Replies that refuse, as errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loginWanted, refusal } from "../../../src/client/refusal.ts";

test("refusals keep the server's words", () => {
  const error = refusal("host:1", "set", { kind: "error", error: "ERROR", text: "" });
  assert.deepEqual([error.code, error.message, error.hint], ["SERVER", "host:1 refused `set`: ERROR", undefined]);
  const hostile = refusal("host:1", "set", { kind: "error", error: "SERVER_ERROR", text: "\x1b[31m" });
  assert.equal(hostile.message, "host:1 refused `set`: SERVER_ERROR \\e[31m");
});

test("a missing login is another thing, and is told how to be given", () => {
  const login = refusal("host:1", "stats", { kind: "error", error: "CLIENT_ERROR", text: "unauthenticated" });
  assert.deepEqual(
    [login.code, login.message],
    ["REFUSED", "host:1 wants a login first: CLIENT_ERROR unauthenticated"],
  );
  assert.match(login.hint ?? "", /--user NAME.*--password-file FILE.*\$MEMTOOL_PASSWORD/);
  assert.equal(loginWanted("host:1", "Auth failure.").message, "host:1 wants a login first: Auth failure.");
  const hostile = refusal("host:1", "get", { kind: "error", error: "CLIENT_ERROR", text: "authentication \x1b[2J" });
  assert.match(hostile.message, /authentication \\e\[2J$/);
});

test("a server that takes no more connections could not be reached", () => {
  const full = refusal("host:1", "get", { kind: "error", error: "ERROR", text: "Too many open connections" });
  assert.deepEqual(
    [full.code, full.message],
    ["CONNECT", "host:1 takes no more connections: ERROR Too many open connections"],
  );
  assert.match(full.hint ?? "", /memcached -c/);
});

const EXPLAINED: readonly [string, string, RegExp][] = [
  ["SERVER_ERROR", "object too large for cache", /item_size_max/],
  ["CLIENT_ERROR", "cannot increment or decrement non-numeric value", /decimal digits/],
  ["SERVER_ERROR", "out of memory storing object", /nothing could be evicted/],
];

for (const [error, text, hint] of EXPLAINED) {
  test(`says what to do about "${text}"`, () => {
    const reply = { kind: "error", error, text } as Parameters<typeof refusal>[2];
    assert.match(refusal("host:1", "set", reply).hint ?? "", hint);
  });
}
