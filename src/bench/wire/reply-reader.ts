/** What reads the replies of one connection: one reader a connection; which one depends on the protocol. */
import type { ReplyFacts } from "./reply-facts.ts";

/** A reader. */
export interface ReplyReader {
  /** What the reply being settled told. */
  readonly facts: ReplyFacts;
  /** Why the bytes cannot be replies to what was asked, safe to show; undefined while all is well. */
  readonly violation: string | undefined;
  /** Requests sent since the last barrier that get no reply unless they fail. */
  unconfirmed: number;
  /**
   * Takes `bytes[0 .. length)`, which arrived at `nowMs`; nothing of it is kept.
   * @returns false when they break the protocol; {@link violation} then says how
   */
  read(bytes: Buffer, length: number, nowMs: number): boolean;
}
