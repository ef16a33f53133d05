/** Counts the nodes a reader makes, so that it ends in time and hands over what it has. */
import type { DecodeLimits } from "./limits.ts";
import type { TreeNode } from "./tree.ts";

/** What may still be read of one value. Once it is used up, readers leave their loops: the tree ends there. */
export class Budget {
  readonly #depthMax: number;
  readonly #nodesMax: number;
  #nodeCount = 0;
  #depth = 0;
  #cut: string | undefined;

  constructor({ nodesMax, depthMax }: Pick<DecodeLimits, "nodesMax" | "depthMax">) {
    this.#nodesMax = nodesMax;
    this.#depthMax = depthMax;
  }

  /** Why reading stopped early; undefined as long as it has not. */
  get cut(): string | undefined {
    return this.#cut;
  }

  /** Whether a reader has to leave its loops. */
  get isSpent(): boolean {
    return this.#cut !== undefined;
  }

  /** Counts nodes. */
  count(nodes = 1): void {
    this.#nodeCount += nodes;
    if (this.#nodeCount > this.#nodesMax) {
      this.#cut ??= `it has more than ${this.#nodesMax.toLocaleString("en-US")} nodes`;
    }
  }

  /** Reads one node inside another: counted, and a place marked `cut` if that is one too many or too deep. */
  nested(read: () => TreeNode): TreeNode {
    this.count();
    if (this.#depth >= this.#depthMax) {
      this.#cut ??= `it is nested deeper than ${this.#depthMax}`;
    }
    if (this.#cut !== undefined) {
      return { kind: "cut", why: this.#cut };
    }
    this.#depth++;
    const node = read();
    this.#depth--;
    return node;
  }

  /** Whether another of `total` elements is to be read. */
  goesOn(index: number, total: number): boolean {
    return index < total && this.#cut === undefined;
  }
}
