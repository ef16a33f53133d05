/** What `serve verify` and `serve repair` print: one row a kind of record, and one for each that is damaged. Pure. */
import { formatCount } from "../../base/format-units.ts";
import type { DamagedRecord, Inspection } from "../../persistence/inspection.ts";
import type { JsonValue } from "../output/json.ts";
import type { ResultTable } from "../output/result-table.ts";

/** Damaged records that are named one by one; the others are only counted. */
export const NAMED_DAMAGE_MAX = 1000;

/** What was found. */
export interface DamageReport extends Inspection {
  readonly directory: string;
  readonly isEncrypted: boolean;
  /** The first {@link NAMED_DAMAGE_MAX}. */
  readonly damage: readonly DamagedRecord[];
  /** Sentences about what is no record's damage. */
  readonly faults: readonly string[];
  /** Whether the whole database was looked through. */
  readonly isComplete: boolean;
  /** Whether there was anything to count: of a database that does not open nobody knows. */
  readonly isOpen: boolean;
}

/** The row for everything that is a fault, and no record's. */
function faultsOf({ faults, unreadable }: DamageReport): readonly string[] {
  return unreadable === undefined ? faults : [...faults, unreadable];
}

/** What to say of a look that was cut off; undefined of a whole one. */
export function cutOffText({ isComplete, items, expired, flushed, damaged }: DamageReport): string | undefined {
  const count = formatCount(items + expired + flushed + damaged);
  return isComplete ? undefined : `stopped after ${count} records: the rest was not looked at`;
}

/** Whether anything is wrong. */
export function hasDamage(report: DamageReport): boolean {
  return report.damaged > 0 || faultsOf(report).length > 0;
}

/** A plain key is shown as it is, of an encrypted database only a digest is known. */
function shownKey({ databaseKey }: DamagedRecord, isEncrypted: boolean): Uint8Array | string {
  return isEncrypted ? databaseKey.subarray(1).toString("hex") : Uint8Array.from(databaseKey.subarray(1));
}

function countRows({ items, bytes, expired, flushed, damaged, isOpen }: DamageReport): ResultTable["rows"] {
  const known = (count: number): number | undefined => (isOpen ? count : undefined);
  return [
    ["items", known(items), known(bytes)],
    ["expired", known(expired), undefined],
    ["flushed", known(flushed), undefined],
    ["damaged", known(damaged), undefined],
  ];
}

/** For people: the counts. */
export function countTable(report: DamageReport): ResultTable {
  return {
    title: report.directory,
    columns: [
      { name: "what", label: "records", kind: "text" },
      { name: "count", label: "count", kind: "count" },
      { name: "bytes", label: "keys and values", kind: "bytes" },
    ],
    rows: countRows(report),
  };
}

/** For people: what is damaged, and why. */
export function damageTable(report: DamageReport): ResultTable {
  const { damage, damaged, isEncrypted } = report;
  const more = damaged - damage.length;
  return {
    title: "Damage",
    columns: [
      { name: "database_key", label: isEncrypted ? "digest of the key" : "key", kind: "text" },
      { name: "bytes", label: "size", kind: "bytes" },
      { name: "reason", label: "reason", kind: "text" },
    ],
    rows: [
      ...faultsOf(report).map((fault) => [undefined, undefined, fault]),
      ...damage.map((record) => [shownKey(record, isEncrypted), record.sealed?.length, record.reason]),
    ],
    ...(more > 0 ? { note: `${more} more damaged records are not shown` } : {}),
  };
}

/** For programs: all of it in one table. */
export function reportRows(report: DamageReport): ResultTable {
  return {
    columns: [
      { name: "what", label: "what", kind: "text" },
      { name: "count", label: "count", kind: "count" },
      { name: "bytes", label: "bytes", kind: "bytes" },
      { name: "database_key", label: "database key", kind: "text" },
      { name: "reason", label: "reason", kind: "text" },
    ],
    rows: [
      ...countRows(report).map(([what, count, bytes]) => [what, count, bytes, undefined, undefined]),
      ...faultsOf(report).map((fault) => ["fault", 1, undefined, undefined, fault]),
      ...report.damage.map((record) => [
        "damaged_record",
        1,
        record.sealed?.length,
        shownKey(record, report.isEncrypted),
        record.reason,
      ]),
    ],
  };
}

/** The same as one document. */
export function reportJson(report: DamageReport): { readonly [name: string]: JsonValue } {
  const { directory, isEncrypted, items, bytes, expired, flushed, damaged, damage, isComplete, isOpen } = report;
  const known = (count: number): number | null => (isOpen ? count : null);
  return {
    directory,
    encrypted: isEncrypted,
    complete: isComplete,
    items: known(items),
    bytes: known(bytes),
    expired: known(expired),
    flushed: known(flushed),
    damaged: known(damaged),
    faults: faultsOf(report),
    damage: damage.map(({ databaseKey, sealed, reason }) => ({
      database_key_base64: databaseKey.toString("base64"),
      bytes: sealed?.length,
      reason,
    })),
  };
}
