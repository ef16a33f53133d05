/** Errors as they travel between threads, and the sentences for what a server can do wrong to a load generator. */
import { type Address, formatAddress } from "../base/address.ts";
import { type ErrorCode, MemtoolError } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import { loginWanted } from "../client/refusal.ts";
import type { ErrorReply } from "./result/document.ts";

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
    return loginWanted(server, found);
  }
  return new MemtoolError("PROTOCOL", `${server} does not answer like memcached: ${found}`, {
    hint: "check what listens at this address, and that it speaks the protocol that --protocol says",
  });
}

/** What stands among the error replies for requests whose connection was lost. */
export const LOST_CONNECTION = "(the connection was lost)";

/** The connection ended although memtool had not closed it; `error` says how, DISCONNECTED or, for a TLS alert, REFUSED. */
export function lostError(waiting: number, error: MemtoolError): MemtoolError {
  return new MemtoolError(error.code, `${error.message}, while ${waiting} of its requests waited for a reply`, {
    cause: error,
    hint: "the server may have died, been restarted, or closed the connection as idle or over its limit; --reconnect goes on after that",
  });
}

/** A connection got no reply for too long: to its requests, or, with `isGreeting`, to the first question after connecting. */
export function stalledError(address: Address, waiting: number, waitedMs: number, isGreeting: boolean): MemtoolError {
  const requests = waiting === 1 ? "a request" : `${waiting} requests`;
  const question = isGreeting ? "the question for its version" : `${requests} of a connection`;
  const option = isGreeting ? "--timeout" : "--stall-timeout";
  return new MemtoolError(
    "TIMEOUT",
    `${formatAddress(address)} does not answer: no reply for ${formatDurationMs(waitedMs)} to ${question}`,
    { hint: `is the server overloaded or stopped? ${option} sets how long to wait` },
  );
}

/** No key could be set, so there is nothing to measure. `replies` is what the server said, the most frequent first. */
export function nothingSetError(replies: readonly ErrorReply[]): MemtoolError {
  const said = replies[0]?.text ?? "an error";
  return new MemtoolError("SERVER", `the server stored none of the keys: ${said}`, {
    hint: /too large/.test(said)
      ? "give a smaller --value-size, or a server with a larger item limit (memcached -I)"
      : "--no-populate loads the server without setting every key first",
  });
}

/** Every single request was refused. */
export function nothingDoneError(replies: readonly ErrorReply[]): MemtoolError {
  return new MemtoolError(
    "SERVER",
    `the server answered every request with an error: ${replies[0]?.text ?? "an error"}`,
  );
}
