/** failure: errors survive the way between threads; sentences for what servers do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { errorOf, failureOf, lostError, stalledError, violationError } from "../../../src/bench/failure.ts";

const ADDRESS = { kind: "tcp", host: "h", port: 1, tls: false } as const;

test("a MemtoolError keeps code, message and hint; anything else is a bug", () => {
  const error = errorOf(structuredClone(failureOf(new MemtoolError("CONNECT", "m", { hint: "h" }))));
  assert.deepEqual([error.code, error.message, error.hint], ["CONNECT", "m", "h"]);
  assert.equal(failureOf(new TypeError("x")).code, "BUG");
  assert.match(failureOf(new TypeError("x")).message, /TypeError: x\n/);
  assert.equal(failureOf("thrown").message, "thrown");
});

test("what a server says decides the code", () => {
  assert.equal(violationError(ADDRESS, '"ERROR Too many open connections"').code, "CONNECT");
  assert.equal(violationError(ADDRESS, '"CLIENT_ERROR unauthenticated"').code, "REFUSED");
  assert.equal(violationError(ADDRESS, '"hello"').code, "PROTOCOL");
  assert.match(stalledError(ADDRESS, 3, 5400).message, /^h:1 stands still: no reply to 3 requests .* 5\.4 s$/);
  assert.match(lostError(2, new MemtoolError("DISCONNECTED", "lost it")).message, /^lost it, while 2 of its requests/);
});
