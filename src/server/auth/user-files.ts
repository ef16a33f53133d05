/**
 * The two files that name users:
 *
 *     -Y FILE                               user:password                 1 to 8 lines of less than 256 bytes
 *     --user-file, MEMCACHED_SASL_PWDB      user:password[:anything...]   any number
 */
import { readFileSync, statSync } from "node:fs";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { Credential } from "./credentials.ts";

const COLON = 0x3a;
const LF = 0x0a;

/** memcached's own limits (authfile.c). */
const AUTH_LINES_MAX = 8;
const AUTH_LINE_BYTES_MAX = 255;

/** No file of users is larger; it is read at each login. */
const USER_FILE_BYTES_MAX = 1024 * 1024;

/**
 * Reads the file of ASCII authentication.
 * @throws MemtoolError USAGE when it can't be read or a line is not `user:password`
 */
export function readAuthFile(path: string): Credential[] {
  const lines = linesOf(readUserFile(path));
  if (lines.length > AUTH_LINES_MAX || lines.length === 0) {
    throw new MemtoolError("USAGE", `Authfile [${path}] has ${lines.length} lines, of 1 to ${AUTH_LINES_MAX}`);
  }
  return lines.map((line, index) => {
    const colon = line.indexOf(COLON);
    if (colon < 0 || line.length > AUTH_LINE_BYTES_MAX) {
      throw new MemtoolError("USAGE", `Authfile [${path}] has a malformed entry. Should be 'user:password'`, {
        hint: `line ${index + 1}${colon < 0 ? " has no colon" : ` is longer than ${AUTH_LINE_BYTES_MAX} bytes`}`,
      });
    }
    return { user: line.subarray(0, colon), password: line.subarray(colon + 1) };
  });
}

/**
 * Reads a database of SASL users. Further fields may follow a password behind a colon, so that `u:a:b` is a user with the
 * password `a`, or with `a:b`, as in memcached. Lines without a colon are no users.
 * @throws MemtoolError USAGE when it can't be read
 */
export function readUserDatabase(path: string): Credential[] {
  return databaseUsers(readUserFile(path));
}

/** The users in the bytes of a database, see {@link readUserDatabase}. */
export function databaseUsers(bytes: Buffer): Credential[] {
  return linesOf(bytes).flatMap((line) => {
    const colon = line.indexOf(COLON);
    return colon < 0 ? [] : passwords(line, colon + 1).map((password) => ({ user: line.subarray(0, colon), password }));
  });
}

function passwords(line: Buffer, start: number): Buffer[] {
  const ends: number[] = [];
  for (let end = line.indexOf(COLON, start); end >= 0; end = line.indexOf(COLON, end + 1)) {
    ends.push(end);
  }
  return [...ends, line.length].map((end) => line.subarray(start, end));
}

/** Lines without their ends; an end of the last is not the beginning of an empty one. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(LF, start);
    const end = newline < 0 ? bytes.length : newline;
    const carriageReturn = bytes.subarray(start, end).indexOf("\r");
    lines.push(bytes.subarray(start, carriageReturn < 0 ? end : start + carriageReturn));
    start = end + 1;
  }
  return lines;
}

/**
 * The bytes of a file of users.
 * @throws MemtoolError USAGE when it can't be read, or is too large to be one
 */
export function readUserFile(path: string): Buffer {
  let bytes: Buffer;
  try {
    refuseStream(path);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof MemtoolError) {
      throw error;
    }
    throw new MemtoolError("USAGE", `could not read the users in ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "the file has to be there and readable by the server",
    });
  }
  if (bytes.length > USER_FILE_BYTES_MAX) {
    throw new MemtoolError("USAGE", `${path} is no file of users: it has more than ${USER_FILE_BYTES_MAX} bytes`);
  }
  return bytes;
}

/** What can be read once is of no use: every thread reads the file, and all of them again on SIGHUP. */
function refuseStream(path: string): void {
  const stats = statSync(path);
  if (stats.isFIFO() || stats.isSocket()) {
    throw new MemtoolError("USAGE", `the users in ${path} can't be read: it is a pipe`, {
      hint: "users are read more than once, by every thread and again on SIGHUP: give a file",
    });
  }
}
