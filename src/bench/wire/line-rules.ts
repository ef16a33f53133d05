/** What the readers of one run need to know of its requests: the form of each operation's reply, and which carry a value. */
import { OPERATIONS } from "../workload/operations.ts";
import { lineRequests, REPLY } from "./line-requests.ts";

/** The rules; shared by all readers of a thread. */
export interface LineRules {
  /** Form of the reply to each operation number, the barrier's included. */
  readonly forms: Uint8Array;
  /** Whether a request of each operation number sends a value. */
  readonly sendsValue: readonly boolean[];
  /** What every key starts with. */
  readonly keyPrefix: string;
}

/** The rules of a line protocol. */
export function lineRules(protocol: "text" | "meta", lease: boolean, keyPrefix: string): LineRules {
  const requests = lineRequests(protocol, lease);
  return {
    forms: Uint8Array.from([...OPERATIONS.map((name) => requests[name].reply), REPLY.barrier]),
    sendsValue: OPERATIONS.map((name) => requests[name].pattern.includes("{value}")),
    keyPrefix,
  };
}
