/** What `memtool keys delete` reports: counts for each server, and keys that stand for the others. */

import type { DeleteCounts } from "../../keys/key-deleter.ts";
import { type KeyEntry, ttlSeconds } from "../../keys/key-entry.ts";
import { keyToText } from "../../keys/key-text.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultColumn, ResultTable } from "../output/result-table.ts";

/** What was chosen on a server, and what became of it. */
export interface ServerDeletion {
  readonly address: string;
  readonly seen: number;
  readonly chosen: number;
  readonly bytes: number;
  readonly complete: boolean;
  /** Undefined in a dry run. */
  readonly counts: DeleteCounts | undefined;
}

/** Everything that is reported. */
export interface DeletionReport {
  readonly servers: readonly ServerDeletion[];
  /** Some of the chosen keys, any of them with the same chance. */
  readonly sample: readonly KeyEntry[];
  readonly isDryRun: boolean;
  /** Unix time in seconds. */
  readonly nowS: number;
}

const CHOSEN_COLUMNS: readonly ResultColumn[] = [
  { name: "server", label: "server", kind: "text" },
  { name: "seen", label: "keys", kind: "count" },
  { name: "chosen", label: "chosen", kind: "count" },
  { name: "bytes", label: "memory", kind: "bytes" },
];

const OUTCOME_COLUMNS: readonly ResultColumn[] = [
  { name: "deleted", label: "deleted", kind: "count" },
  { name: "gone", label: "gone", kind: "count" },
  { name: "changed", label: "kept", kind: "count" },
  { name: "failed", label: "failed", kind: "count" },
];

/** What became of the keys, for people: 80 columns have room for it. */
export function outcomeTable({ servers }: DeletionReport): ResultTable {
  const [server, seen, , memory] = CHOSEN_COLUMNS;
  const [deleted, ...others] = OUTCOME_COLUMNS;
  const kept = servers.reduce((sum, { counts }) => sum + (counts?.changed ?? 0), 0);
  return {
    title: "Deleted",
    columns: [server, seen, deleted, memory, ...others].flatMap((column) => (column === undefined ? [] : [column])),
    rows: servers.map(({ address, seen: keys, bytes, counts }) => [
      address,
      keys,
      counts?.deleted,
      bytes,
      counts?.gone,
      counts?.changed,
      counts?.failed,
    ]),
    note: kept > 0 ? "Kept: stored anew since they were listed." : undefined,
  };
}

/** A row a server. The columns of what became of the keys are missing in a dry run. */
export function deletionTable({ servers, isDryRun }: DeletionReport): ResultTable {
  return {
    title: isDryRun ? "Would be deleted" : "Deleted",
    columns: isDryRun ? CHOSEN_COLUMNS : [...CHOSEN_COLUMNS, ...OUTCOME_COLUMNS],
    rows: servers.map(({ address, seen, chosen, bytes, counts }) => [
      address,
      seen,
      chosen,
      bytes,
      ...(isDryRun ? [] : [counts?.deleted, counts?.gone, counts?.changed, counts?.failed]),
    ]),
  };
}

/** Some of the chosen keys, for people. */
export function sampleTable({ sample, nowS }: DeletionReport): ResultTable {
  return {
    title: "Some of them",
    columns: [
      { name: "key", label: "key", kind: "text" },
      { name: "size", label: "size", kind: "bytes" },
      { name: "ttl", label: "TTL", kind: "seconds" },
    ],
    rows: sample.map((entry) => {
      return [entry.key, entry.sizeBytes, ttlSeconds(entry, nowS) ?? ({ value: "never", kind: "text" } as const)];
    }),
  };
}

/** `{ "dry_run", "servers": [ { "address", "seen", "chosen", "bytes", "complete", "deleted", ... } ], "sample": [ keys ] }` */
export function deletionJson({ servers, sample, isDryRun }: DeletionReport): JsonValue {
  return {
    dry_run: isDryRun,
    servers: servers.map(({ address, seen, chosen, bytes, complete, counts }) => {
      return { address, seen, chosen, bytes, complete, ...(counts === undefined ? {} : { ...counts }) };
    }),
    sample: sample.map(({ key }) => keyToText(key)),
  };
}
