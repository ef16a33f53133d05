/** What goes wrong, in words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  certificateError,
  connectTimeoutError,
  errorKind,
  goneError,
  notHttpError,
  nothingAnsweredError,
  TIMED_OUT,
} from "../../../../src/bench/http/http-errors.ts";

test("kinds of errors are words; what has none keeps its code or message", () => {
  const kind = (code: string) => errorKind(Object.assign(new Error("a message"), { code }));
  assert.equal(kind("ECONNREFUSED"), "connection refused");
  assert.equal(kind("EPIPE"), kind("ECONNRESET"));
  assert.equal(kind("EWHATEVER"), "EWHATEVER");
  assert.equal(errorKind(new Error("a message")), "a message");
});

test("errors that end a run say what was found and what to do", () => {
  assert.match(connectTimeoutError("http://a", 3000).message, /no connection within 3 s/);
  assert.match(
    goneError("http://a", 5000, "connection refused").message,
    /gone: .* for 5 s, at last: connection refused/,
  );
  assert.match(notHttpError("http://a").hint ?? "", /https:\/\//);
  assert.doesNotMatch(notHttpError("https://a").hint ?? "", /https:\/\//);
  assert.match(certificateError("https://a", "self-signed").hint ?? "", /--tls-skip-verify/);
});

test("an application that answered nothing either was silent or gone", () => {
  assert.equal(nothingAnsweredError("http://a", TIMED_OUT).code, "TIMEOUT");
  assert.equal(nothingAnsweredError("http://a", "connection reset").code, "DISCONNECTED");
});
