/** Requests of an open loop that are due and wait for a free connection, oldest first: an array with a moving start. */

/** A request that waits. */
export interface WaitingRequest {
  readonly request: number;
  readonly key: number;
  readonly dueMs: number;
}

/** The start is moved to the front of the array when so many places before it are empty. */
const EMPTY_PLACES_MAX = 4096;

/** The line. */
export class WaitingLine {
  #requests: WaitingRequest[] = [];
  #start = 0;

  /** How many wait. */
  get count(): number {
    return this.#requests.length - this.#start;
  }

  /** The one that waits longest; undefined when none does. */
  get oldest(): WaitingRequest | undefined {
    return this.#requests[this.#start];
  }

  /** Adds one at the end. */
  push(request: WaitingRequest): void {
    this.#requests.push(request);
  }

  /** Takes the oldest away. */
  shift(): WaitingRequest | undefined {
    const first = this.oldest;
    if (first === undefined) {
      return undefined;
    }
    this.#start++;
    if (this.#start > EMPTY_PLACES_MAX && this.#start * 2 > this.#requests.length) {
      this.#requests = this.#requests.slice(this.#start);
      this.#start = 0;
    }
    return first;
  }
}
