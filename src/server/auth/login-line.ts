/**
 * ASCII authentication: a connection begins with
 *
 *     set ANY ANY ANY LENGTH\r\n
 *     user password\r\n
 *
 * and only then takes commands. Everything else is refused, and the client may try again.
 */
import { parseStrictUint32 } from "../../base/ascii.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const SET = Buffer.from("set");

/** Without a newline the connection is closed past this. */
const LINE_BYTES_MAX = 2048;

/** A line of fewer bytes before its newline closes the connection. */
const LINE_BYTES_MIN = 6;

/** Longest user and password together. */
const TOKEN_BYTES_MAX = 16_384;

/** Words of the line that matter: set, key, flags, exptime, length. */
const WORDS = 5;
const LENGTH_WORD = 4;

/**
 * What {@link readLogin} found: the bytes it used, and the line to answer with or the credentials to check. `isUnframed`: a token may
 * follow that was not skipped, or its end was not where it should be.
 */
export type LoginLine =
  | { readonly kind: "more" }
  | { readonly kind: "close" }
  | { readonly kind: "refused"; readonly used: number; readonly reason: string; readonly isUnframed: boolean }
  | { readonly kind: "login"; readonly used: number; readonly user: Uint8Array; readonly password: Uint8Array };

/** Reads a login from the start of `bytes`; never throws. */
export function readLogin(bytes: Uint8Array): LoginLine {
  const newline = bytes.indexOf(LF);
  if (newline < 0) {
    return { kind: bytes.length > LINE_BYTES_MAX ? "close" : "more" };
  }
  if (newline < LINE_BYTES_MIN) {
    return { kind: "close" };
  }
  const used = newline + 1;
  const length = tokenLength(bytes, newline);
  if (length < 0) {
    const isUnframed = bytes[0] === SET[0] && bytes[1] === SET[1] && bytes[2] === SET[2];
    return { kind: "refused", used, reason: "unauthenticated", isUnframed };
  }
  if (length > TOKEN_BYTES_MAX) {
    return { kind: "refused", used, reason: "auth token too long", isUnframed: true };
  }
  const end = used + length;
  if (bytes.length < end + 2) {
    return { kind: "more" };
  }
  return readToken(bytes, used, end);
}

/** LENGTH of the line in front of `newline`; -1 when it is no such line. */
function tokenLength(bytes: Uint8Array, newline: number): number {
  if (bytes[newline - 1] !== CR) {
    return -1;
  }
  const line = Buffer.from(bytes.subarray(0, newline - 1)).toString("latin1");
  const words = line.split(" ").filter((word) => word !== "");
  const length = Buffer.from(words[LENGTH_WORD] ?? "", "latin1");
  const isSet = line.startsWith("set") && words.length >= WORDS;
  return isSet ? parseStrictUint32(length, 0, length.length) : -1;
}

function readToken(bytes: Uint8Array, start: number, end: number): LoginLine {
  const used = end + 2;
  if (bytes[end] !== CR || bytes[end + 1] !== LF) {
    return { kind: "refused", used, reason: "bad command line termination", isUnframed: true };
  }
  const token = bytes.subarray(start, end);
  const space = token.indexOf(SPACE);
  if (space < 0) {
    return { kind: "refused", used, reason: "bad authentication token format", isUnframed: false };
  }
  return { kind: "login", used, user: token.subarray(0, space), password: token.subarray(space + 1) };
}
