/** The reply to each reason for which a parser refuses a line. */
import { REQUEST_ERROR, type RequestError } from "../request.ts";
import { ERROR } from "./replies.ts";

const encoder = new TextEncoder();

const TEXTS: Readonly<Record<Exclude<RequestError, 0 | 1>, string>> = {
  [REQUEST_ERROR.badFormat]: "bad command line format",
  [REQUEST_ERROR.badExptime]: "invalid exptime argument",
  [REQUEST_ERROR.badDelta]: "invalid numeric delta argument",
  [REQUEST_ERROR.tooManyFlags]: "options flags are too long",
  [REQUEST_ERROR.duplicateFlag]: "duplicate flag",
  [REQUEST_ERROR.invalidFlag]: "invalid flag",
  [REQUEST_ERROR.badToken]: "bad token in command line format",
  [REQUEST_ERROR.badInitial]: "invalid numeric initial value",
  [REQUEST_ERROR.badMetaDelta]: "invalid numeric delta value",
  [REQUEST_ERROR.badBase64Key]: "error decoding key",
  [REQUEST_ERROR.opaqueTooLong]: "opaque token too long",
  [REQUEST_ERROR.invalidOrDuplicateFlag]: "invalid or duplicate flag",
  [REQUEST_ERROR.badSetMode]: "invalid mode for ms M token",
  [REQUEST_ERROR.badArithmeticMode]: "invalid mode for ma M token",
};

const REPLIES: ReadonlyMap<number, Uint8Array> = new Map(
  Object.entries(TEXTS).map(([error, text]) => [Number(error), encoder.encode(`CLIENT_ERROR ${text}\r\n`)]),
);

/** The line that answers a refused request, ready to append. `ERROR` for an unknown command. */
export function errorReply(error: RequestError): Uint8Array {
  return REPLIES.get(error) ?? ERROR;
}
