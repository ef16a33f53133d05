/** A protocol as the load generator speaks it: how requests are written, replies read, and a connection begun. */
import type { Payload } from "../workload/payload.ts";
import { BinaryEncoder } from "./binary-encoder.ts";
import { BinaryReader } from "./binary-reader.ts";
import { BINARY_GREETING, type Greeting, LINE_GREETING } from "./greeting.ts";
import { LineEncoder } from "./line-encoder.ts";
import { LineReader } from "./line-reader.ts";
import { lineRules } from "./line-rules.ts";
import type { ReplyLedger } from "./reply-ledger.ts";
import type { ReplyReader } from "./reply-reader.ts";
import type { RequestEncoder } from "./request-encoder.ts";

/** The protocols. */
export const PROTOCOLS = ["text", "meta", "binary"] as const;

/** One of {@link PROTOCOLS}. */
export type ProtocolName = (typeof PROTOCOLS)[number];

/** A protocol, set up for one load thread. */
export interface Dialect {
  readonly greeting: Greeting;
  /** How an address with a user name logs in. */
  readonly loginProtocol: "text" | "binary";
  createEncoder(): RequestEncoder;
  createReader(ledger: ReplyLedger): ReplyReader;
}

/** Sets up a protocol. @param lease look-ups ask for a lease on a miss */
export function createDialect(protocol: ProtocolName, lease: boolean, payload: Payload): Dialect {
  if (protocol === "binary") {
    return {
      greeting: BINARY_GREETING,
      loginProtocol: "binary",
      createEncoder: () => new BinaryEncoder(payload),
      createReader: (ledger) => new BinaryReader(ledger),
    };
  }
  const rules = lineRules(protocol, lease, payload.prefixes.key);
  return {
    greeting: LINE_GREETING,
    loginProtocol: "text",
    createEncoder: () => new LineEncoder(protocol, lease, payload),
    createReader: (ledger) => new LineReader(ledger, rules),
  };
}
