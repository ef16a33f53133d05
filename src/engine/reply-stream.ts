/** A reply that outlives its command: a dump of many items, the lines of a watcher. */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";

/** What {@link ReplyStream.fill} found. */
export const STREAM_STEP = {
  /** There is more: call again once the client has taken this. */
  more: 0,
  /** There will be more, and {@link ReplyStream.onWake} tells when. */
  waiting: 1,
  /** That was the end. */
  done: 2,
} as const;

/** One of {@link STREAM_STEP}. */
export type StreamStep = (typeof STREAM_STEP)[keyof typeof STREAM_STEP];

/** Filled by a command of the engine, sent by the session, only while the client takes its bytes. */
export interface ReplyStream {
  /**
   * True for a reply without an end (watch): what the client sends meanwhile is thrown away, and a client that does not read is
   * not cut. Otherwise the client's next commands wait until the reply is over.
   */
  readonly isEndless: boolean;
  /** Appends about 64 KiB at most. */
  fill(reply: ReplyBuffer): StreamStep;
  /** Has `wake` called once, later, when there is more to send; replaces an earlier one. */
  onWake(wake: () => void): void;
  /** The reply is over, or the connection is gone. Called once. */
  close(): void;
}
