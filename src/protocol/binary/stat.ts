/**
 * The client's side of the binary statistics:
 *
 *     STAT    key: sub-command or nothing        -> a reply for each: key name, value text; then one with neither
 */
import type { StatEntry } from "../reply.ts";
import { decodeText } from "../reply-draft.ts";
import { encodeBinaryRequest } from "./encode-request.ts";
import { OPCODE } from "./opcodes.ts";
import { parseBinaryReply, refusalText } from "./parse-reply.ts";
import { BINARY_STATUS } from "./status.ts";

/** Largest body of one statistic: `detail dump` is a single one. */
const STAT_BYTES_MAX = 4 * 1024 * 1024;

/** What one reply says. `refused` is the status with the server's words, unescaped; `fault` as in {@link parseBinaryReply}. */
export type ParsedStat =
  | { readonly kind: "more" }
  | { readonly kind: "entry"; readonly used: number; readonly entry: StatEntry }
  | { readonly kind: "end"; readonly used: number }
  | { readonly kind: "refused"; readonly used: number; readonly status: number; readonly text: string }
  | { readonly kind: "fault"; readonly found: string };

/** The request; `sub` is what follows `stats` in the text protocol. */
export function encodeStat(sub: string, opaque: number): Buffer {
  return encodeBinaryRequest(OPCODE.stat, Buffer.from(sub), Buffer.alloc(0), opaque);
}

/** Parses the reply that begins at `start`, to the request with `opaque`; never throws. */
export function parseStat(bytes: Buffer, start: number, opaque: number): ParsedStat {
  const parsed = parseBinaryReply(bytes, start, STAT_BYTES_MAX);
  if (parsed.kind !== "reply") {
    return parsed;
  }
  const { reply, used } = parsed;
  if (reply.opcode !== OPCODE.stat || reply.opaque !== opaque) {
    return { kind: "fault", found: `an answer to another request (opcode 0x${reply.opcode.toString(16)})` };
  }
  if (reply.status !== BINARY_STATUS.ok) {
    return { kind: "refused", used, status: reply.status, text: refusalText(reply) };
  }
  if (reply.key.length === 0) {
    return { kind: "end", used };
  }
  const name = decodeText(reply.key, 0, reply.key.length);
  return { kind: "entry", used, entry: { name, value: decodeText(reply.value, 0, reply.value.length) } };
}
