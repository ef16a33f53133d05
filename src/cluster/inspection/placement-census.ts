/** Counts where keys are and where a rule would have them. */

/** What is counted of a node's keys. */
export interface NodeCensus {
  readonly seen: number;
  readonly seenBytes: number;
  readonly misplaced: number;
  readonly misplacedBytes: number;
  /** Of its keys, how many belong to each node. */
  readonly owned: readonly number[];
}

/** See the head of the file. No key is kept. */
export class PlacementCensus {
  readonly #nodeCount: number;
  /** Rows: where keys are; columns: whose they are. */
  readonly #counts: Float64Array;
  readonly #bytes: Float64Array;

  constructor(nodeCount: number) {
    this.#nodeCount = nodeCount;
    this.#counts = new Float64Array(nodeCount * nodeCount);
    this.#bytes = new Float64Array(nodeCount * nodeCount);
  }

  /** Counts a key that is on `node` and belongs to `owner`. */
  add(node: number, owner: number, bytes: number): void {
    const cell = node * this.#nodeCount + owner;
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    this.#bytes[cell] = (this.#bytes[cell] ?? 0) + bytes;
  }

  /** What was counted on a node. */
  node(node: number): NodeCensus {
    const owned = this.#row(this.#counts, node);
    const bytes = this.#row(this.#bytes, node);
    const [seen, seenBytes] = [sum(owned), sum(bytes)];
    return {
      seen,
      seenBytes,
      misplaced: seen - (owned[node] ?? 0),
      misplacedBytes: seenBytes - (bytes[node] ?? 0),
      owned,
    };
  }

  /** How many of all keys belong to each node. */
  ownedByNode(): number[] {
    return this.#columns(this.#counts);
  }

  #row(cells: Float64Array, node: number): number[] {
    return [...cells.subarray(node * this.#nodeCount, (node + 1) * this.#nodeCount)];
  }

  #columns(cells: Float64Array): number[] {
    return Array.from({ length: this.#nodeCount }, (_, column) =>
      sum(cells.filter((_count, index) => index % this.#nodeCount === column)),
    );
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
