/** What `cluster compare` and `cluster simulate` show of keys that change their node: a row a node, and facts of all. */
import type { MovedKeys } from "../../cluster/ring/moved-keys.ts";
import { shownKey } from "../../keys/key-text.ts";
import type { JsonValue } from "../output/json.ts";
import type { Remark, ResultColumn, ResultRow, ResultTable } from "../output/result-table.ts";

/** Whether sizes are known, and how the two sides are called, and what is on one of them only. */
export interface MovesView {
  readonly hasBytes: boolean;
  readonly before: string;
  readonly after: string;
  readonly incoming: string;
  readonly outgoing: string;
}

/** The columns of nodes; bytes only where they are known. */
export function movesColumns({ hasBytes, before, after, incoming, outgoing }: MovesView): ResultColumn[] {
  const amounts = (name: string, label: string): ResultColumn[] => [
    { name: `${name}_keys`, label, kind: "count" },
    ...(hasBytes ? [{ name: `${name}_bytes`, label: "memory", kind: "bytes" } as const] : []),
  ];
  return [
    { name: "node", label: "node", kind: "text" },
    ...amounts("before", before),
    ...amounts("after", after),
    ...amounts("in", incoming),
    ...amounts("out", outgoing),
  ];
}

/** A row for each node. */
export function movesRows(moves: MovedKeys, names: readonly string[], { hasBytes }: MovesView): ResultRow[] {
  return names.map((name, node) => {
    const { before, after, incoming, outgoing } = moves.movesOf(node);
    const amounts = [before, after, incoming, outgoing].flatMap(({ keys, bytes }) =>
      hasBytes ? [keys, bytes] : [keys],
    );
    return [name, ...amounts];
  });
}

/** What a terminal shows where the bytes of every node have no room. */
export function narrowMoves(
  moves: MovedKeys,
  names: readonly string[],
  view: MovesView,
  note: string,
): Pick<ResultTable, "columns" | "rows" | "note"> {
  const plain = { ...view, hasBytes: false };
  return { columns: movesColumns(plain), rows: [...movesRows(moves, names, plain), movesTotal(moves, plain)], note };
}

/** All nodes together. */
export function movesTotal({ total, moved }: MovedKeys, { hasBytes }: MovesView): ResultRow {
  return ["total", ...[total, total, moved, moved].flatMap(({ keys, bytes }) => (hasBytes ? [keys, bytes] : [keys]))];
}

/** How much moves, for a JSON document. */
export function movesFacts(moves: MovedKeys, { hasBytes }: MovesView): Readonly<Record<string, JsonValue>> {
  const { total, moved } = moves;
  return {
    keys: moved.keys,
    keys_ratio: ratio(moved.keys, total.keys),
    bytes: hasBytes ? moved.bytes : null,
    bytes_ratio: hasBytes ? ratio(moved.bytes, total.bytes) : null,
  };
}

/** A few of the keys, as `key: a -> b`. */
export function exampleRemarks(moves: MovedKeys, names: readonly string[]): Remark[] {
  return moves.examples.map(({ key, from, to }, index) => ({
    label: index === 0 ? "as" : "",
    tone: "dim",
    text: `${shownKey(key)}: ${names[from]} -> ${names[to]}`,
  }));
}

/** The same for a JSON document. */
export function exampleFacts(moves: MovedKeys, names: readonly string[]): JsonValue {
  return moves.examples.map(({ key, from, to }) => ({ key: shownKey(key), before: names[from], after: names[to] }));
}

/** A part, 0 of nothing. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
