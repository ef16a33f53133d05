/**
 * What the clients of one worker have not taken of their replies. A single client may be far behind; when many are, each has
 * to be held shorter, or the replies of a thousand clients that do not read would take hundreds of megabytes.
 */
import { REPLY_PAUSE_BYTES } from "../protocol/limits.ts";
import { SCARCE_PAUSE_BYTES } from "./limits.ts";

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
