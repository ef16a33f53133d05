/** One request on its way, and the queue in which a connection keeps those that wait for their replies. */
import type { MemtoolError } from "../base/errors.ts";
import type { Expectation, Reply } from "../protocol/reply.ts";
import type { RequestBuffer } from "../protocol/request-buffer.ts";

/** A request from the moment it is made until its reply is there or it has failed. */
export interface PendingRequest {
  /** The command word, for messages. */
  readonly label: string;
  /** Writes the request, and the fence behind a quiet one; may be called again when the request is retried. */
  readonly encode: (buffer: RequestBuffer) => void;
  readonly expectation: Expectation;
  readonly settle: (reply: Reply) => void;
  readonly reject: (error: MemtoolError) => void;
  /** How often it may be sent again on a new connection after the old one was lost; 0 unless it only reads. */
  retriesLeft: number;
  /** Whether an error reply may leave the server out of step with us, so that the connection must not be used again. */
  readonly closesAfterError: boolean;
}

/** Emptied slots at the front are cut off once there are this many. */
const COMPACT_AT = 1024;

/** A first-in first-out queue with constant cost per request. */
export class RequestQueue {
  #items: (PendingRequest | undefined)[] = [];
  #head = 0;

  /** Requests in the queue. */
  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The request that has waited longest. */
  get first(): PendingRequest | undefined {
    return this.#items[this.#head];
  }

  /** Adds a request at the end. */
  push(request: PendingRequest): void {
    this.#items.push(request);
  }

  /** Takes the first request out. */
  shift(): PendingRequest | undefined {
    const request = this.#items[this.#head];
    if (request === undefined) {
      return undefined;
    }
    this.#items[this.#head] = undefined;
    this.#head++;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return request;
  }

  /** Takes everything out, in order. */
  drain(): PendingRequest[] {
    const requests = this.#items.slice(this.#head) as PendingRequest[];
    this.#items = [];
    this.#head = 0;
    return requests;
  }
}
