/** Runs the reader of a format over bytes: what every format has in common. */
import { Budget } from "./budget.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import { type Attempt, attempt } from "./malformed.ts";
import type { TreeNode } from "./tree.ts";
import { untangle } from "./untangle.ts";

/** A value as a tree. */
export interface ReadTree {
  readonly root: TreeNode;
  /** Why the tree does not hold all of the value; undefined if it does. */
  readonly cut: string | undefined;
}

/** Reads one value; may throw Malformed. */
export type NodeReader = (cursor: ByteCursor, budget: Budget) => TreeNode;

/** Reads bytes that are one value of a format and nothing else; says why they are not. Never throws on any input. */
export function readTree(bytes: Uint8Array, limits: DecodeLimits, read: NodeReader): Attempt<ReadTree> {
  return attempt(() => {
    const cursor = new ByteCursor(bytes);
    const budget = new Budget(limits);
    const graph = read(cursor, budget);
    if (cursor.left > 0 && !budget.isSpent) {
      cursor.fail(`${cursor.left.toLocaleString("en-US")} bytes follow its end`);
    }
    const { root, cut } = untangle(graph, limits);
    return { root, cut: budget.cut ?? cut };
  });
}
