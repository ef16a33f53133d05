/**
 * What the clients of one worker have not taken of their replies. A single client may be far behind; when many are, each has
 * to be held shorter, or the replies of a thousand clients that do not read would take hundreds of megabytes.
 */
import { REPLY_PAUSE_BYTES } from "../protocol/limits.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { SCARCE_PAUSE_BYTES, UNSENT_WRITE_BYTES } from "./limits.ts";

/** See the file's head. */
export class UnsentBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  /** @param bytesMax above this sum the memory for replies is scarce */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** A client has `delta` bytes more, or less, that it has not taken. */
  change(delta: number): void {
    this.#bytes += delta;
  }

  /** Whether too much waits for clients. */
  get isScarce(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  /** So many bytes of a reply are sent at a time, and so many may wait for a client before it is asked to take them. */
  get pauseBytes(): number {
    return this.isScarce ? SCARCE_PAUSE_BYTES : REPLY_PAUSE_BYTES;
  }
}

/** What one client adds to the budget. */
export class UnsentShare {
  readonly #budget: UnsentBudget;
  readonly #reply: ReplyBuffer;
  #bytes = 0;
  /** Writes since the client was last up to date. */
  #writes = 0;

  /** @param reply the worker's: how much is sent at a time depends on the sum of all clients */
  constructor(budget: UnsentBudget, reply: ReplyBuffer) {
    this.#budget = budget;
    this.#reply = reply;
  }

  /** So many bytes wait for the client now. */
  account(waitingBytes: number): void {
    const bytes = this.#cost(waitingBytes);
    if (bytes !== this.#bytes) {
      this.#budget.change(bytes - this.#bytes);
      this.#bytes = bytes;
      this.#reply.pauseBytes = this.#budget.pauseBytes;
    }
  }

  /** Another write is about to follow those that have left `waitingBytes` behind. */
  countWrite(waitingBytes: number): void {
    this.#writes = waitingBytes > 0 ? this.#writes + 1 : 0;
  }

  /** Whether the client has to take some of the `waitingBytes` before it is sent more. */
  isTooMuch(waitingBytes: number): boolean {
    return this.#cost(waitingBytes) > this.#reply.pauseBytes;
  }

  #cost(waitingBytes: number): number {
    return waitingBytes === 0 ? 0 : waitingBytes + this.#writes * UNSENT_WRITE_BYTES;
  }
}
