/** failure: errors survive the way between threads; sentences for what servers do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import {
  errorOf,
  failureOf,
  lostError,
  nothingDoneError,
  nothingSetError,
  stalledError,
  violationError,
} from "../../../src/bench/failure.ts";

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
  const stalled = stalledError(ADDRESS, 3, 5400, false);
  assert.match(stalled.message, /^h:1 does not answer: no reply for 5\.4 s to 3 requests of a connection$/);
  assert.match(stalled.hint ?? "", /--stall-timeout/);
  assert.match(stalledError(ADDRESS, 1, 5000, false).message, /no reply for 5 s to a request of a connection$/);
  assert.match(stalledError(ADDRESS, 1, 3000, true).hint ?? "", / --timeout sets/);
  assert.match(lostError(2, new MemtoolError("DISCONNECTED", "lost it")).message, /^lost it, while 2 of its requests/);
});

test("keys that nobody stored: the server's words, and what may help", () => {
  const error = nothingSetError([{ text: "SERVER_ERROR object too large for cache", count: 9 }]);
  assert.equal(error.message, "the server stored none of the keys: SERVER_ERROR object too large for cache");
  assert.match(error.hint ?? "", /--value-size/);
  assert.match(nothingSetError([{ text: "SERVER_ERROR out of memory", count: 1 }]).hint ?? "", /--no-populate/);
  const done = nothingDoneError([{ text: "SERVER_ERROR out of memory", count: 9 }]);
  assert.deepEqual(
    [done.code, done.message],
    ["SERVER", "the server answered every request with an error: SERVER_ERROR out of memory"],
  );
});
