/** net/tls-failure.ts: which code, which words and which advice for what Node says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemtoolError } from "../../../src/base/errors.ts";
import { alertError, handshakeError, handshakeTimeoutError, untrustedError } from "../../../src/net/tls-failure.ts";

function nodeError(code: string, reason?: string): Error {
  return Object.assign(new Error(`long text of ${code}`), { code, ...(reason === undefined ? {} : { reason }) });
}

type Row = readonly [string, MemtoolError | undefined, string, RegExp, RegExp];

const ROWS: readonly Row[] = [
  ["expired", untrustedError("a:1", nodeError("CERT_HAS_EXPIRED")), "REFUSED", /certificate of a:1/, /clock/],
  [
    "another name",
    untrustedError("a:1", nodeError("ERR_TLS_CERT_ALTNAME_INVALID")),
    "REFUSED",
    /not accepted/,
    /--tls-server-name NAME[\s\S]*--tls-skip-verify/,
  ],
  [
    "unknown authority",
    untrustedError("a:1", nodeError("UNABLE_TO_VERIFY_LEAF_SIGNATURE")),
    "REFUSED",
    /not accepted/,
    /--tls-ca FILE[\s\S]*--tls-skip-verify/,
  ],
  [
    "no client certificate",
    alertError("a:1", nodeError("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required")),
    "REFUSED",
    /^a:1 refused the TLS connection: tlsv13 alert certificate required$/,
    /--tls-cert FILE/,
  ],
  [
    "a client certificate of somebody else",
    handshakeError("a:1", nodeError("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca")),
    "REFUSED",
    /unknown ca/,
    /not from an authority that the server trusts/,
  ],
  ["an alert without advice", alertError("a:1", nodeError("ERR_SSL_X_ALERT_Y")), "REFUSED", /ALERT_Y/, /^undefined$/],
  [
    "a server that speaks plain text",
    handshakeError("a:1", nodeError("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number")),
    "CONNECT",
    /does not speak TLS: wrong version number/,
    /without --tls/,
  ],
  [
    "no common ground",
    handshakeError("a:1", nodeError("ERR_SSL_UNSUPPORTED_PROTOCOL", "unsupported protocol")),
    "REFUSED",
    /no TLS connection to a:1: unsupported protocol/,
    /^undefined$/,
  ],
  ["hung up", handshakeError("a:1", nodeError("ECONNRESET")), "CONNECT", /ended the TLS handshake/, /speak TLS\?/],
  ["no end", handshakeTimeoutError("a:1", 20), "CONNECT", /within 20 ms/, /speak TLS\?.*more time/],
];

for (const [name, error, code, message, hint] of ROWS) {
  test(name, () => {
    assert.ok(error !== undefined);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(String(error.hint), hint);
  });
}

test("what is no alert is none", () => {
  assert.equal(alertError("a:1", nodeError("ECONNRESET")), undefined);
  assert.equal(alertError("a:1", new Error("?")), undefined);
});
