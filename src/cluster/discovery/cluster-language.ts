/**
 * The two questions to the endpoint of a cluster in the two protocols: ElastiCache's `config get cluster` (opcode 0x60), and an ordinary get
 * of the key under which engines before 1.4.14 keep the same payload. A server whose logins are SASL's speaks binary only.
 */
import type { WireProtocol } from "../../client/login.ts";
import { encodeBinaryRequest } from "../../protocol/binary/encode-request.ts";
import { CONFIG_OPCODE } from "../../protocol/binary/parse-config.ts";
import { parseBinaryReply, refusalText } from "../../protocol/binary/parse-reply.ts";
import { BINARY_STATUS } from "../../protocol/binary/status.ts";
import { type ConfigReply, readConfigReply } from "./cluster-config.ts";
import { LIST_BYTES_MAX } from "./limits.ts";

/** The questions as text has them, which is how messages show them. */
export const QUESTIONS = { config: "config get cluster", legacy: "get AmazonElastiCache:cluster" } as const;

/** One of them. */
export type ClusterQuestion = keyof typeof QUESTIONS;

/** How they are asked, and what came back. */
export interface ClusterLanguage {
  readonly protocol: WireProtocol;
  encode(question: ClusterQuestion): Buffer;
  /** Reads what has come so far. @param text of latin1: a character a byte */
  read(text: string): ConfigReply;
}

/** Text. */
export const TEXT_LANGUAGE: ClusterLanguage = {
  protocol: "text",
  encode: (question) => Buffer.from(`${QUESTIONS[question]}\r\n`, "latin1"),
  read: readConfigReply,
};

const OPCODE_GET = 0x00;

/** Binary. */
export const BINARY_LANGUAGE: ClusterLanguage = {
  protocol: "binary",
  encode: (question) => {
    const key = QUESTIONS[question].split(" ").at(-1) ?? "";
    const opcode = question === "config" ? CONFIG_OPCODE.get : OPCODE_GET;
    return encodeBinaryRequest(opcode, Buffer.from(key, "latin1"), Buffer.alloc(0));
  },
  read: readPacket,
};

function readPacket(text: string): ConfigReply {
  const parsed = parseBinaryReply(Buffer.from(text, "latin1"), 0, LIST_BYTES_MAX);
  if (parsed.kind === "more") {
    return parsed;
  }
  if (parsed.kind === "fault") {
    return { kind: "other", line: parsed.found };
  }
  const { reply } = parsed;
  switch (reply.status) {
    case BINARY_STATUS.ok:
      return { kind: "payload", payload: reply.value.toString("latin1") };
    case BINARY_STATUS.notFound:
      return { kind: "nothing" };
    case BINARY_STATUS.authError:
      return { kind: "other", line: `unauthenticated: ${refusalText(reply)}` };
    default:
      return { kind: "other", line: refusalText(reply) };
  }
}
