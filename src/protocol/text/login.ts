/**
 * The client's side of ASCII authentication (memcached -Y): the first thing on a connection is
 *
 *     set memtool_login 0 -1 LENGTH\r\n
 *     user password\r\n                    LENGTH bytes, split at the first space        -> STORED
 *
 * Key, flags and expiry mean nothing there. A server that wants no login takes the lines as what they look like: the expiry in the past
 * keeps it from showing the password to whoever asks for the key.
 */
import { MemtoolError } from "../../base/errors.ts";
import type { LoginReply } from "../login-reply.ts";
import { decodeText, quoteLine, readErrorLine } from "../reply-draft.ts";

const LF = 10;
const CR = 13;

/** Longest `user password` that memcached reads. */
const TOKEN_BYTES_MAX = 16_384;

/** No answer to a login is longer. */
const REPLY_BYTES_MAX = 2048;

/**
 * The request that logs in.
 * @throws MemtoolError USAGE for a name or password that cannot be sent like this
 */
export function encodeTextLogin(username: string, password: string): Buffer {
  if (/[ \r\n]/.test(username) || /[\r\n]/.test(password)) {
    throw new MemtoolError("USAGE", "this user name or password cannot be sent to a memcached server", {
      hint: "a text login (memcached -Y) is one line: the user name holds no space, and neither of them a line end",
    });
  }
  const token = Buffer.from(`${username} ${password}`);
  if (token.length > TOKEN_BYTES_MAX) {
    throw new MemtoolError("USAGE", `user name and password together are longer than ${TOKEN_BYTES_MAX} bytes`);
  }
  return Buffer.concat([Buffer.from(`set memtool_login 0 -1 ${token.length}\r\n`), token, Buffer.from("\r\n")]);
}

/** Reads the answer from the start of `bytes`; never throws. */
export function parseTextLogin(bytes: Buffer): LoginReply {
  const newline = bytes.indexOf(LF);
  if (newline === -1 && bytes.length <= REPLY_BYTES_MAX) {
    return { kind: "more" };
  }
  const lineEnd = newline === -1 ? bytes.length : newline;
  const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  if (decodeText(bytes, 0, end) === "STORED") {
    return { kind: "accepted", used: newline + 1 };
  }
  const reply = readErrorLine(bytes, 0, end);
  if (newline === -1 || reply?.kind !== "error") {
    return { kind: "fault", found: quoteLine(bytes, 0, end) };
  }
  const text = `${reply.error} ${reply.text}`.trimEnd();
  return { kind: reply.error === "CLIENT_ERROR" ? "refused" : "failed", text };
}
