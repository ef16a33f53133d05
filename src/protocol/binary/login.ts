/**
 * The client's side of SASL with the mechanism PLAIN (RFC 4616), in one request:
 *
 *     SASL AUTH    key PLAIN    value NUL user NUL password        -> status 0, or 0x20
 */
import { MemtoolError } from "../../base/errors.ts";
import type { LoginReply } from "../login-reply.ts";
import { encodeBinaryRequest } from "./encode-request.ts";
import { OPCODE } from "./opcodes.ts";
import { parseBinaryReply, refusalText } from "./parse-reply.ts";
import { BINARY_STATUS } from "./status.ts";

const MECHANISM = Buffer.from("PLAIN");

/** No answer to a login is longer. */
const REPLY_BYTES_MAX = 2048;

/**
 * The request that logs in.
 * @throws MemtoolError USAGE for a name or password with a zero byte
 */
export function encodeSaslLogin(username: string, password: string): Buffer {
  if (username.includes("\0") || password.includes("\0")) {
    throw new MemtoolError("USAGE", "a user name or password of SASL PLAIN holds no zero byte");
  }
  return encodeBinaryRequest(OPCODE.saslAuth, MECHANISM, Buffer.from(`\0${username}\0${password}`));
}

/** Reads the answer from the start of `bytes`; never throws. */
export function parseSaslLogin(bytes: Buffer): LoginReply {
  const parsed = parseBinaryReply(bytes, 0, REPLY_BYTES_MAX);
  if (parsed.kind !== "reply") {
    return parsed;
  }
  const { reply, used } = parsed;
  if (reply.opcode !== OPCODE.saslAuth) {
    return { kind: "fault", found: `an answer to another request (opcode 0x${reply.opcode.toString(16)})` };
  }
  switch (reply.status) {
    case BINARY_STATUS.ok:
      return { kind: "accepted", used };
    case BINARY_STATUS.unknownCommand:
      return { kind: "failed", text: `${refusalText(reply)} (it takes no SASL logins)` };
    default:
      return { kind: "refused", text: refusalText(reply) };
  }
}
