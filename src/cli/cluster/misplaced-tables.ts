/** What `memtool cluster misplaced` reports: counts for each node, what became of the keys, and some of them. */
import type { MoveCounts } from "../../cluster/inspection/misplaced-mover.ts";
import type { NodeCensus } from "../../cluster/inspection/placement-census.ts";
import type { DeleteCounts } from "../../keys/key-deleter.ts";
import { keyToText } from "../../keys/key-text.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultColumn, ResultTable } from "../output/result-table.ts";

/** What became of a node's misplaced keys. */
export type MisplacedOutcome =
  | { readonly kind: "deleted"; readonly counts: DeleteCounts }
  | { readonly kind: "moved"; readonly counts: MoveCounts };

/** One node. */
export interface MisplacedNode {
  readonly name: string;
  readonly census: NodeCensus;
  /** Whether all its keys were looked at. */
  readonly complete: boolean;
  /** Undefined where nothing was done. */
  readonly outcome: MisplacedOutcome | undefined;
}

/** A misplaced key, for the eye. */
export interface MisplacedExample {
  readonly key: Uint8Array;
  readonly node: string;
  readonly owner: string;
  readonly bytes: number;
}

/** Everything that is reported. */
export interface MisplacedReport {
  readonly client: string;
  readonly nodes: readonly MisplacedNode[];
  readonly examples: readonly MisplacedExample[];
}

const COUNT_COLUMNS: readonly ResultColumn[] = [
  { name: "node", label: "node", kind: "text" },
  { name: "keys", label: "keys", kind: "count" },
  { name: "misplaced", label: "misplaced", kind: "count" },
  { name: "misplaced_ratio", label: "share", kind: "ratio" },
  { name: "misplaced_bytes", label: "memory", kind: "bytes" },
];

/** Columns of a listed key; the same where all of them are streamed. */
export const KEY_COLUMNS: readonly ResultColumn[] = [
  { name: "key", label: "key", kind: "text" },
  { name: "node", label: "is on", kind: "text" },
  { name: "owner", label: "belongs to", kind: "text" },
  { name: "bytes", label: "size", kind: "bytes" },
];

/** What people can do without where something was done. */
const LEFT_OUT = new Set(["misplaced_ratio", "misplaced_bytes"]);

const OUTCOMES = {
  deleted: ["deleted", "gone", "changed", "failed"],
  moved: ["moved", "superseded", "gone", "changed", "failed"],
} as const;

/** Sums over the nodes: keys, misplaced ones, and their bytes. */
export function misplacedTotals({ nodes }: Pick<MisplacedReport, "nodes">): {
  readonly seen: number;
  readonly misplaced: number;
  readonly misplacedBytes: number;
} {
  const sum = (pick: (census: NodeCensus) => number) => nodes.reduce((total, { census }) => total + pick(census), 0);
  return {
    seen: sum(({ seen }) => seen),
    misplaced: sum(({ misplaced }) => misplaced),
    misplacedBytes: sum(({ misplacedBytes }) => misplacedBytes),
  };
}

/** A row a node. @param isForPeople with a total, and without what would be too wide */
export function misplacedTable(report: MisplacedReport, isForPeople: boolean): ResultTable {
  const { nodes, client } = report;
  const { seen, misplaced, misplacedBytes } = misplacedTotals(report);
  const kind = nodes.find(({ outcome }) => outcome !== undefined)?.outcome?.kind;
  const names = kind === undefined ? [] : OUTCOMES[kind];
  const rows = nodes.map(({ name, census, complete, outcome }) => [
    name,
    ...(isUnknown({ census, complete })
      ? [undefined, undefined, undefined, undefined]
      : [census.seen, census.misplaced, shareOf(census.misplaced, census.seen), census.misplacedBytes]),
    ...names.map((column) => countOf(outcome, column)),
  ]);
  const sums = names.map((column) => nodes.reduce((total, { outcome }) => total + (countOf(outcome, column) ?? 0), 0));
  const all = ["total", seen, misplaced, shareOf(misplaced, seen), misplacedBytes, ...sums];
  const columns = [
    ...COUNT_COLUMNS,
    ...names.map((name): ResultColumn => ({ name, label: name === "changed" ? "kept" : name, kind: "count" })),
  ];
  // 80 columns have no room for everything.
  const shown = columns.flatMap(({ name }, index) =>
    isForPeople && kind !== undefined && LEFT_OUT.has(name) ? [] : [index],
  );
  const pick = <Item>(items: readonly Item[]): Item[] => shown.map((index) => items[index] as Item);
  return {
    title: isForPeople ? `Keys that ${client} would not find where they are` : undefined,
    columns: pick(columns),
    rows: (isForPeople && nodes.length > 1 ? [...rows, all] : rows).map(pick),
    note: noteOf(kind),
  };
}

function noteOf(kind: MisplacedOutcome["kind"] | undefined): string | undefined {
  switch (kind) {
    case undefined:
      return undefined;
    case "deleted":
      return "Kept: stored anew since they were listed.";
    case "moved":
      return "Superseded: the owner had one already. Kept: stored anew since they were listed.";
  }
}

/** Whether nothing was heard of a node's keys, which is not the same as none. */
function isUnknown({ census, complete }: Pick<MisplacedNode, "census" | "complete">): boolean {
  return !complete && census.seen === 0;
}

function shareOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function countOf(outcome: MisplacedOutcome | undefined, column: string): number | undefined {
  return outcome === undefined ? undefined : (outcome.counts as unknown as Readonly<Record<string, number>>)[column];
}

/** Some of the keys, for people. */
export function examplesTable({ examples }: MisplacedReport): ResultTable {
  return {
    title: "Some of them",
    columns: KEY_COLUMNS,
    rows: examples.map(({ key, node, owner, bytes }) => [key, node, owner, bytes]),
  };
}

/** `{ "client", "nodes": [ ... ], "total": { ... }, "sample": [ { key, node, owner, bytes } ] }` */
export function misplacedJson(report: MisplacedReport): JsonValue {
  const { client, nodes, examples } = report;
  const names = nodes.map(({ name }) => name);
  const { seen, misplaced, misplacedBytes } = misplacedTotals(report);
  return {
    client,
    nodes: nodes.map(({ name, census, complete, outcome }) => ({
      node: name,
      ...(isUnknown({ census, complete })
        ? { keys: null, bytes: null, misplaced: null, misplaced_bytes: null, owners: null }
        : {
            keys: census.seen,
            bytes: census.seenBytes,
            misplaced: census.misplaced,
            misplaced_bytes: census.misplacedBytes,
            owners: Object.fromEntries(names.map((owner, index) => [owner, census.owned[index]])),
          }),
      complete,
      ...(outcome === undefined ? {} : { ...outcome.counts }),
    })),
    total: { keys: seen, misplaced, misplaced_ratio: shareOf(misplaced, seen), misplaced_bytes: misplacedBytes },
    sample: examples.map(({ key, node, owner, bytes }) => ({ key: keyToText(key), node, owner, bytes })),
  };
}
