/** client/lost-connection.ts: refused by an alert, or lost, with advice where the server never said a word. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { lostConnection } from "../../../src/client/lost-connection.ts";

const socketThatRead = (bytesRead: number): Socket => ({ bytesRead }) as Socket;

test("a server that never said a word may speak something else", () => {
  const silent = lostConnection("a:1", socketThatRead(0), "the server closed the connection");
  assert.equal(silent.code, "DISCONNECTED");
  assert.equal(silent.message, "lost the connection to a:1: the server closed the connection");
  assert.match(silent.hint ?? "", /only TLS.*only the binary protocol/);
  const encrypted = { bytesRead: 0, encrypted: true } as unknown as Socket;
  assert.match(lostConnection("a:1", encrypted, "it was reset").hint ?? "", /client certificate/);
  for (const socket of [socketThatRead(1), undefined]) {
    assert.equal(lostConnection("a:1", socket, "it was reset").hint, undefined);
  }
});

test("an alert is a refusal", () => {
  const alert = Object.assign(new Error("long"), {
    code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    reason: "tlsv13 alert certificate required",
  });
  const error = lostConnection("a:1", socketThatRead(900), "long", alert);
  assert.equal(error.code, "REFUSED");
  assert.match(error.message, /refused the TLS connection: tlsv13 alert certificate required/);
  assert.equal(lostConnection("a:1", undefined, "reset", new Error("reset")).code, "DISCONNECTED");
});
