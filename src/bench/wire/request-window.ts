/**
 * The requests of one connection that wait for their replies, oldest first: what was asked, of which key, when it was due, and when it
 * was sent. Requests written in one batch share their moment, so moments are kept in runs: (sent, how many).
 *
 *   operations  get get set get | get get            one entry a request, rings
 *   due         1.0 2.0 3.0 4.0 | 5.0 6.0
 *   runs        (12.000 ms, 4)  | (12.081 ms, 2)     one entry a batch, a ring
 */

/** The ring. Its capacity is fixed. */
export class RequestWindow {
  readonly #operations: Uint8Array;
  readonly #keys: Int32Array;
  readonly #dueMs: Float64Array;
  readonly #beganMs: Float64Array;
  /** Oldest version a reply may show, see workload/version-table.ts; of a set the version it writes. */
  readonly #versions: Int32Array;
  /** The keys of requests that ask for several, `keysEach` to a place. */
  readonly #manyKeys: Int32Array;
  /** Keys of each request that asks for several. */
  readonly keysEach: number;
  readonly #runSentMs: Float64Array;
  readonly #runCounts: Int32Array;
  readonly #mask: number;
  readonly #capacity: number;
  #head = 0;
  #runHead = 0;
  #runTail = 0;
  #stamped = 0;
  /** Requests in flight. */
  count = 0;

  /** @param keysEach most keys of one request */
  constructor(capacity: number, keysEach = 1) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)));
    this.#capacity = capacity;
    this.#mask = slots - 1;
    this.#operations = new Uint8Array(slots);
    this.#keys = new Int32Array(slots);
    this.#dueMs = new Float64Array(slots);
    this.#beganMs = new Float64Array(slots);
    this.#versions = new Int32Array(slots);
    this.keysEach = keysEach;
    this.#manyKeys = new Int32Array(keysEach > 1 ? slots * keysEach : 0);
    this.#runSentMs = new Float64Array(slots);
    this.#runCounts = new Int32Array(slots);
  }

  /** How many more requests fit, for a pipeline of `limit`. */
  free(limit: number): number {
    return Math.min(limit, this.#capacity) - this.count;
  }

  /** Appends a request. Only while something is free. */
  push(operation: number, key: number, dueMs: number, beganMs: number, version: number): void {
    const place = (this.#head + this.count) & this.#mask;
    this.#operations[place] = operation;
    this.#keys[place] = key;
    this.#dueMs[place] = dueMs;
    this.#beganMs[place] = beganMs;
    this.#versions[place] = version;
    this.count++;
  }

  /** Gives the request pushed last its keys: `keys[0 .. keysEach)`. */
  pushKeys(keys: Int32Array): void {
    const place = (this.#head + this.count - 1) & this.#mask;
    this.#manyKeys.set(keys, place * this.keysEach);
  }

  /** Says when the requests pushed since the last stamp were sent. @returns true when nothing was in flight before them */
  stamp(sentMs: number): boolean {
    const before = this.#stamped;
    const added = this.count - before;
    if (added > 0) {
      this.#runSentMs[this.#runTail] = sentMs;
      this.#runCounts[this.#runTail] = added;
      this.#runTail = (this.#runTail + 1) & this.#mask;
      this.#stamped = this.count;
    }
    return before === 0;
  }

  /** Operation of the oldest request. */
  get operation(): number {
    return this.#operations[this.#head] as number;
  }

  /** Key of the oldest request; of one with several keys the first. */
  get key(): number {
    return this.#keys[this.#head] as number;
  }

  /** Key `index` of the oldest request, which asks for several. */
  keyAt(index: number): number {
    return this.#manyKeys[this.#head * this.keysEach + index] as number;
  }

  /** When the oldest request should have been sent, on the thread's clock in ms; NaN in a closed loop, which intends no moment. */
  get dueMs(): number {
    return this.#dueMs[this.#head] as number;
  }

  /** When the look-up that the oldest request belongs to began, where that is another request; else NaN. */
  get beganMs(): number {
    return this.#beganMs[this.#head] as number;
  }

  /** The version of the oldest request; 0 where versions do not matter. */
  get version(): number {
    return this.#versions[this.#head] as number;
  }

  /** When the oldest request was sent. Only while one is in flight. */
  get sentMs(): number {
    return this.#runSentMs[this.#runHead] as number;
  }

  /** Drops the oldest request. @returns true when it was the last of its run */
  shift(): boolean {
    this.#head = (this.#head + 1) & this.#mask;
    this.count--;
    this.#stamped--;
    const left = (this.#runCounts[this.#runHead] as number) - 1;
    this.#runCounts[this.#runHead] = left;
    if (left > 0) {
      return false;
    }
    this.#runHead = (this.#runHead + 1) & this.#mask;
    return true;
  }
}
