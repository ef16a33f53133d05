/** Looks at every record of a database: what it holds, and what is damaged. Changes nothing. */
import { DamagedDatabase } from "./damaged-database.ts";
import type { Database } from "./database.ts";
import type { FlushState } from "./flush-state.ts";
import type { DatabaseEntry } from "./read-entries.ts";
import type { RecordCodec } from "./record.ts";

/** What was found. Sound items are living, expired or flushed; bytes are those of keys and values. */
export interface Inspection {
  items: number;
  bytes: number;
  expired: number;
  flushed: number;
  damaged: number;
  /** Why some records could not be read at all; undefined when all could. */
  unreadable: string | undefined;
}

/** A record that cannot be used. */
export interface DamagedRecord {
  readonly databaseKey: Buffer;
  /** Undefined when it can't be read. */
  readonly sealed: Buffer | undefined;
  readonly reason: string;
}

/** What an inspection works with. */
export interface InspectionParts {
  readonly database: Pick<Database, "items">;
  readonly codec: RecordCodec;
  readonly flushes: Pick<FlushState, "isDead">;
  readonly nowUnix: number;
  readonly onDamage: (record: DamagedRecord) => void;
  /** Called after every few hundred records; returns whether to go on. */
  readonly goesOn: (sofar: Readonly<Inspection>) => boolean | Promise<boolean>;
}

/** Nothing found yet. */
export function newInspection(): Inspection {
  return { items: 0, bytes: 0, expired: 0, flushed: 0, damaged: 0, unreadable: undefined };
}

/** See the head of the file. */
export async function inspect(parts: InspectionParts): Promise<Inspection> {
  const inspection = newInspection();
  try {
    for await (const entries of parts.database.items(parts.codec.space)) {
      for (const entry of entries) {
        count(inspection, entry, parts);
      }
      if (!(await parts.goesOn(inspection))) {
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) {
      throw error;
    }
    inspection.unreadable = error.reason;
  }
  return inspection;
}

function count(inspection: Inspection, [databaseKey, sealed]: DatabaseEntry, parts: InspectionParts): void {
  const record = parts.codec.open(databaseKey, sealed);
  if (typeof record === "string") {
    inspection.damaged++;
    parts.onDamage({ databaseKey, sealed, reason: record });
  } else if (record.expires !== 0 && record.expires <= parts.nowUnix) {
    inspection.expired++;
  } else if (parts.flushes.isDead(record, parts.nowUnix)) {
    inspection.flushed++;
  } else {
    inspection.items++;
    inspection.bytes += record.key.length + record.value.length;
  }
}
