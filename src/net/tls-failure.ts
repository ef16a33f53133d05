/** Tells people what went wrong in TLS: what Node and OpenSSL say, who is to blame, and what to do about it. */
import { MemtoolError, messageOf } from "../base/errors.ts";

/** Verification failures by Node's codes (OpenSSL's X509_V_ERR_*); any other has the last hint. */
const TRUST_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the server needs a new certificate; or is the clock of this machine wrong?",
  CERT_NOT_YET_VALID: "is the clock of this machine, or of the one that made the certificate, wrong?",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "connect under a name that the certificate is for, or say with --tls-server-name NAME which one it should be",
};
const TRUST_HINT = "name the file of the authority that signed it with --tls-ca FILE";
const SKIP_HINT = "--tls-skip-verify takes any certificate, which is safe only where nobody can be on the way";

/** Alerts of the server by the part of Node's code that follows ALERT_ (RFC 8446, section 6.2). */
const ALERT_HINTS: Readonly<Record<string, string>> = {
  CERTIFICATE_REQUIRED: "the server wants a client certificate: --tls-cert FILE and --tls-key FILE",
  HANDSHAKE_FAILURE: "the server may want a client certificate (--tls-cert FILE, --tls-key FILE) or other ciphers",
  UNKNOWN_CA: "the client certificate is not from an authority that the server trusts",
  BAD_CERTIFICATE: "the client certificate is not one that the server takes",
  CERTIFICATE_EXPIRED: "the client certificate has expired",
  PROTOCOL_VERSION: "the server wants another version of TLS than 1.2 and 1.3",
};

/** What OpenSSL finds where it expects TLS and reads something else. */
const NOT_TLS = new Set(["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "ERR_SSL_HTTP_REQUEST"]);

const PLAIN_HINT = "a port without TLS is reached with memcached:// or host:port, without --tls";

/** The few words of OpenSSL without its file names and numbers. */
function reasonOf(error: unknown): string {
  const { reason } = error as { reason?: unknown };
  return typeof reason === "string" ? reason : messageOf(error);
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** The server's certificate was not accepted. */
export function untrustedError(name: string, error: unknown): MemtoolError {
  const hint = `${TRUST_HINTS[codeOf(error)] ?? TRUST_HINT}\n${SKIP_HINT}`;
  return new MemtoolError("REFUSED", `the certificate of ${name} is not accepted: ${messageOf(error)}`, {
    cause: error,
    hint,
  });
}

/** The REFUSED error for an alert of the server, before or after the handshake; undefined for any other error. */
export function alertError(name: string, error: unknown): MemtoolError | undefined {
  const alert = /^ERR_SSL_\w*?ALERT_(\w+)$/.exec(codeOf(error))?.[1];
  if (alert === undefined) {
    return undefined;
  }
  const hint = ALERT_HINTS[alert];
  const details = hint === undefined ? { cause: error } : { cause: error, hint };
  return new MemtoolError("REFUSED", `${name} refused the TLS connection: ${reasonOf(error)}`, details);
}

/** The handshake failed for another reason than the server's certificate. */
export function handshakeError(name: string, error: unknown): MemtoolError {
  const alert = alertError(name, error);
  if (alert !== undefined) {
    return alert;
  }
  const code = codeOf(error);
  if (NOT_TLS.has(code)) {
    return new MemtoolError("CONNECT", `${name} does not speak TLS: ${reasonOf(error)}`, {
      cause: error,
      hint: PLAIN_HINT,
    });
  }
  if (code.startsWith("ERR_SSL_")) {
    return new MemtoolError("REFUSED", `no TLS connection to ${name}: ${reasonOf(error)}`, { cause: error });
  }
  return new MemtoolError("CONNECT", `${name} ended the TLS handshake: ${messageOf(error)}`, {
    cause: error,
    hint: `does this port speak TLS? ${PLAIN_HINT}`,
  });
}

/** The handshake was not done in time. */
export function handshakeTimeoutError(name: string, timeoutMs: number): MemtoolError {
  return new MemtoolError("CONNECT", `${name} did not finish the TLS handshake within ${timeoutMs} ms`, {
    hint: `does this port speak TLS? ${PLAIN_HINT}; a slow server needs more time`,
  });
}
