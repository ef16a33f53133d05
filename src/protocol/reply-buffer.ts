/**
 * Where replies are written: one growing byte buffer per worker, emptied by the session after each read event,
 * plus attachments: large values that are sent from their own memory instead of being copied.
 */

import { REPLY_PAUSE_BYTES } from "./limits.ts";

/** Replies start with this much room; one read event's replies usually fit. */
export const REPLY_BUFFER_BYTES = 64 * 1024;

/** A value sent from the memory it lives in: it stands after the first `at` bytes of the buffer. */
export interface Attachment {
  readonly at: number;
  readonly views: readonly Uint8Array[];
  /** The pinned item, to be released once the bytes have left the process. */
  readonly itemRef: number;
}

/** The reply buffer. `length` bytes of `bytes` are filled; writers call {@link ReplyBuffer.reserve} and then store bytes. */
export class ReplyBuffer {
  bytes: Buffer = Buffer.allocUnsafeSlow(REPLY_BUFFER_BYTES);
  length = 0;
  /** Bytes standing in attachments, so that a session can bound what is pending. */
  attachedBytes = 0;
  attachments: Attachment[] = [];
  /** With so much pending a retrieval of many keys pauses and a pipeline is sent in parts; the session lowers it when memory is scarce. */
  pauseBytes: number = REPLY_PAUSE_BYTES;

  #flushedBytes = 0;

  /** Makes room for `byteCount` more bytes after `length`; keeps what is there. */
  reserve(byteCount: number): void {
    const needed = this.length + byteCount;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
  }

  /** Appends a constant reply, for instance `STORED\r\n`. */
  append(constant: Uint8Array): void {
    const count = constant.length;
    this.reserve(count);
    const bytes = this.bytes;
    const start = this.length;
    for (let index = 0; index < count; index++) {
      bytes[start + index] = constant[index] as number;
    }
    this.length = start + count;
  }

  /** Appends a part of `source`, for instance a key that is echoed. */
  appendRange(source: Uint8Array, start: number, count: number): void {
    this.reserve(count);
    const bytes = this.bytes;
    const target = this.length;
    for (let index = 0; index < count; index++) {
      bytes[target + index] = source[start + index] as number;
    }
    this.length = target + count;
  }

  /** Appends text whose char codes are all below 256; for lines off the hot path. */
  appendText(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, "latin1");
  }

  /** Sends `views` at this point of the reply without copying them; `itemRef` is handed back when they were written. */
  attach(views: readonly Uint8Array[], itemRef: number): void {
    this.attachments.push({ at: this.length, views, itemRef });
    for (const view of views) {
      this.attachedBytes += view.length;
    }
  }

  /** Bytes a session would send now. */
  get pendingBytes(): number {
    return this.length + this.attachedBytes;
  }

  /** What stands here is as good as sent (mn): only what comes behind it counts as {@link unflushedBytes}. */
  markFlushed(): void {
    this.#flushedBytes = this.pendingBytes;
  }

  /** Bytes behind the last mark; not 0 where earlier commands of the same batch wait for their replies. */
  get unflushedBytes(): number {
    return this.pendingBytes - this.#flushedBytes;
  }

  /** Starts over. With `handOver` the old bytes now belong to a socket that has not drained, so a fresh buffer is taken. */
  reset(handOver: boolean): void {
    if (handOver || this.bytes.length > REPLY_BUFFER_BYTES * 16) {
      this.bytes = Buffer.allocUnsafeSlow(REPLY_BUFFER_BYTES);
    }
    this.length = 0;
    this.#flushedBytes = 0;
    if (this.attachments.length > 0) {
      this.attachments = [];
      this.attachedBytes = 0;
    }
  }
}
