/** Errors as they travel between threads, and the sentences for what a server can do wrong to a load generator. */
import { type Address, formatAddress } from "../base/address.ts";
import { type ErrorCode, MemtoolError } from "../base/errors.ts";

/** A MemtoolError in structured-clonable form. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The portable form of anything thrown. */
export function failureOf(thrown: unknown): Failure {
  return thrown instanceof MemtoolError
    ? { code: thrown.code, message: thrown.message, hint: thrown.hint }
    : {
        code: "BUG",
        message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
        hint: undefined,
      };
}

/** The error again. */
export function errorOf(failure: Failure): MemtoolError {
  return new MemtoolError(failure.code, failure.message, failure.hint === undefined ? {} : { hint: failure.hint });
}

/** What the server said instead of a proper reply; `found` is safe to show. */
export function violationError(address: Address, found: string): MemtoolError {
  const server = formatAddress(address);
  if (found.includes("Too many open connections")) {
    return new MemtoolError("CONNECT", `${server} refuses further connections: ERROR Too many open connections`, {
      hint: "ask for fewer with --connections, or start the server with a higher limit (memcached -c)",
    });
  }
  if (/unauthenticated|authentication/i.test(found)) {
    return new MemtoolError("REFUSED", `${server} wants a login first: ${found}`);
  }
  return new MemtoolError("PROTOCOL", `${server} does not answer like memcached: ${found}`, {
    hint: "the load generator speaks memcached's text protocol; check what listens at this address",
  });
}

/** The connection ended although memtool had not closed it; `error` says how. */
export function lostError(waiting: number, error: MemtoolError): MemtoolError {
  return new MemtoolError("DISCONNECTED", `${error.message}, while ${waiting} of its requests waited for a reply`, {
    cause: error,
    hint: "the server may have died, been restarted, or closed the connection as idle or over its limit",
  });
}

/** A connection got no reply for too long. */
export function stalledError(address: Address, waiting: number, waitedMs: number): MemtoolError {
  return new MemtoolError(
    "TIMEOUT",
    `${formatAddress(address)} stands still: no reply to ${waiting} requests of a connection for ${(waitedMs / 1000).toFixed(1)} s`,
    { hint: "raise --stall-timeout if the server may need longer" },
  );
}
