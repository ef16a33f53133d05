/** What turns drawn requests into bytes: one encoder a server and thread; which one depends on the protocol. */
import type { Draw } from "../workload/draw.ts";
import type { RequestBytes } from "./request-bytes.ts";

/** An encoder. */
export interface RequestEncoder {
  /** Where the requests stand until they are sent. */
  readonly out: RequestBytes;
  /** Appends a request. */
  encode(draw: Draw): void;
  /** Appends the question whose answer says that everything before it has been carried out. */
  encodeBarrier(): void;
  /** Whether a reply comes back to this operation. */
  isAnswered(operation: number): boolean;
}
