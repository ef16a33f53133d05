/** Nodes that lost what a rule gave them: the keys that are left say what was lost, and nothing about the rule. */

/** A node with less than this part of its keys has lost nearly all. */
const KEPT_RATIO_MIN = 0.1;

/** Of a node that ought to have fewer keys, none may be chance: one time in 20,000 of ten (Poisson). */
const EXPECTED_MIN = 10;

/** More evictions than this part of its items, and a node's keys are what fits into its memory. */
const EVICTED_RATIO_MAX = 0.05;

/** Indexes of nodes of whose keys nearly none are there. @param shares what the rule gives each @param owned how many of all keys are its */
export function nodesWithoutKeys(
  shares: readonly number[],
  owned: readonly number[],
  total: number = owned.reduce((sum, count) => sum + count, 0),
): number[] {
  return [...shares.keys()].filter((node) => {
    const expected = (shares[node] ?? 0) * total;
    return expected >= EXPECTED_MIN && (owned[node] ?? 0) < expected * KEPT_RATIO_MIN;
  });
}

/** What is looked at of a node. */
export interface NodeLife {
  readonly uptimeS: number;
  readonly items: number;
  readonly evictions: number;
}

/** The index of a node that was started much later than the others; those that do not answer have no part in it. */
export function startedLate(lives: readonly (NodeLife | undefined)[]): number | undefined {
  const uptimes = lives.flatMap((life) => life?.uptimeS ?? []);
  const youngest = Math.min(...uptimes);
  return Math.max(...uptimes) > 2 * youngest + 60 ? lives.findIndex((life) => life?.uptimeS === youngest) : undefined;
}

/** The index of a node that evicted so much that its keys are not those it was given. */
export function evictedMuch(lives: readonly (NodeLife | undefined)[]): number | undefined {
  const node = lives.findIndex((life) => life !== undefined && life.evictions > life.items * EVICTED_RATIO_MAX);
  return node === -1 ? undefined : node;
}
