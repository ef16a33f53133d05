/** Keys that two placements see: how many each node has by the one and by the other, and which of them change their node. */
import { assert } from "../../base/assert.ts";

/** Keys and what they take. */
export interface KeyAmount {
  readonly keys: number;
  /** Bytes of their items, where they are known. */
  readonly bytes: number;
}

/** What one node has before and after, and what comes and goes. */
export interface NodeMoves {
  readonly before: KeyAmount;
  readonly after: KeyAmount;
  readonly incoming: KeyAmount;
  readonly outgoing: KeyAmount;
}

/** A key that changes its node. */
export interface MovedKey {
  readonly key: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** See the head of the file; nodes are numbers from 0. */
export class MovedKeys {
  readonly #nodeCount: number;
  readonly #examplesMax: number;
  /** A row for each node before, in it a column for each node after. */
  readonly #keys: Float64Array;
  readonly #bytes: Float64Array;
  readonly #examples: MovedKey[] = [];

  constructor(nodeCount: number, examplesMax: number) {
    this.#nodeCount = nodeCount;
    this.#examplesMax = examplesMax;
    this.#keys = new Float64Array(nodeCount * nodeCount);
    this.#bytes = new Float64Array(nodeCount * nodeCount);
  }

  /** Takes a key in; the bytes of its own are copied where they are kept. */
  add(key: Uint8Array, from: number, to: number, bytes: number): void {
    assert(from < this.#nodeCount && to < this.#nodeCount, "keys are on nodes that there are");
    const at = from * this.#nodeCount + to;
    this.#keys[at] = (this.#keys[at] ?? 0) + 1;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes;
    if (from !== to && this.#examples.length < this.#examplesMax) {
      // slice() of a Buffer would be a view of bytes that change.
      this.#examples.push({ key: Uint8Array.from(key), from, to });
    }
  }

  /** The first keys that changed their node. */
  get examples(): readonly MovedKey[] {
    return this.#examples;
  }

  /** All keys. */
  get total(): KeyAmount {
    return this.#sum(() => true);
  }

  /** Those that change their node. */
  get moved(): KeyAmount {
    return this.#sum((from, to) => from !== to);
  }

  /** What becomes of one node. */
  movesOf(node: number): NodeMoves {
    return {
      before: this.#sum((from) => from === node),
      after: this.#sum((_, to) => to === node),
      incoming: this.#sum((from, to) => to === node && from !== node),
      outgoing: this.#sum((from, to) => from === node && to !== node),
    };
  }

  #sum(counts: (from: number, to: number) => boolean): KeyAmount {
    let [keys, bytes] = [0, 0];
    for (let at = 0; at < this.#keys.length; at++) {
      if (counts(Math.floor(at / this.#nodeCount), at % this.#nodeCount)) {
        keys += this.#keys[at] as number;
        bytes += this.#bytes[at] as number;
      }
    }
    return { keys, bytes };
  }
}
