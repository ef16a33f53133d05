/** What can go wrong with an HTTP application under load, in words: kinds of errors for the report, and the errors that end a run. */
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";

/** A request had no answer in time. */
export const TIMED_OUT = "time-out";

/** A request was behind another one on a connection that was given up for that one's time-out. */
export const BEHIND_TIMED_OUT = "behind a time-out on its connection";

/** A request was due, found no free connection, and was given up after the time an answer may take. */
export const NO_CONNECTION = "time-out while waiting for a free connection";

/** The application closed the connection instead of answering. */
export const CLOSED = "connection closed by the server";

/** What came back was no HTTP. */
export const NOT_HTTP = "the answer is not HTTP";

/** A lost connection could not be opened again in time. */
export const CONNECT_TIMED_OUT = "time-out while connecting";

const KINDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
  ETIMEDOUT: CONNECT_TIMED_OUT,
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name not found",
  EMFILE: "too many open files",
  EADDRNOTAVAIL: "no free local port",
};

/** The kind of an error of a socket. */
export function errorKind(error: Error & { readonly code?: string }): string {
  const { code = error.message } = error;
  return KINDS[code] ?? code;
}

/** No connection could be opened at first, or none any more. @param kind see {@link errorKind} */
export function connectError(origin: string, kind: string): MemtoolError {
  return new MemtoolError("CONNECT", `cannot connect to ${origin}: ${kind}`, {
    hint: "is the application running, and is this its address?",
  });
}

/** Connections took too long to open. */
export function connectTimeoutError(origin: string, waitedMs: number): MemtoolError {
  return new MemtoolError(
    "TIMEOUT",
    `cannot connect to ${origin}: no connection within ${formatDurationMs(waitedMs)}`,
    {
      hint: "--timeout sets how long to wait",
    },
  );
}

/** No connection has been open for a long time. */
export function goneError(origin: string, goneMs: number, kind: string): MemtoolError {
  return new MemtoolError(
    "DISCONNECTED",
    `${origin} is gone: no connection could be opened for ${formatDurationMs(goneMs)}, at last: ${kind}`,
    { hint: "the application may have died or been restarted; --stall-timeout sets how long to wait for it" },
  );
}

/** Something answers, but not in HTTP. */
export function notHttpError(origin: string): MemtoolError {
  return new MemtoolError("PROTOCOL", `${origin} does not answer in HTTP/1.1`, {
    hint: origin.startsWith("https:")
      ? "check what listens at this address"
      : "check what listens at this address; an application behind TLS is https://, a memcached server is named without http://",
  });
}

/** The server could not prove who it is. @param reason OpenSSL's code or a sentence */
export function certificateError(origin: string, reason: string): MemtoolError {
  return new MemtoolError("REFUSED", `the certificate of ${origin} is not trusted: ${reason}`, {
    hint: "NODE_EXTRA_CA_CERTS=FILE adds an authority; --tls-skip-verify does without",
  });
}

/** Not one request of the measured time was answered. @param kind of most of them */
export function nothingAnsweredError(origin: string, kind: string): MemtoolError {
  const code = kind === TIMED_OUT || kind === NO_CONNECTION ? "TIMEOUT" : "DISCONNECTED";
  return new MemtoolError(code, `${origin} answered none of the requests: ${kind}`, {
    hint:
      code === "TIMEOUT"
        ? "--request-timeout sets how long to wait"
        : "check what listens at this address; an application behind TLS is https://, a memcached server is named without http://",
  });
}
