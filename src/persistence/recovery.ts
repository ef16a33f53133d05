/** Walks over all items on disk: at the start to bring them back into memory, later to throw out what is dead or too much. */
import { hashKey } from "../base/hash.ts";
import type { ColdKeys } from "../store/cold-keys.ts";
import { keyText } from "./pending-changes.ts";
import type { Persister } from "./persister.ts";
import type { Promoter, PromoterParts } from "./promoter.ts";
import type { DatabaseEntry } from "./read-entries.ts";
import type { StoredRecord } from "./record.ts";

/** What a walk works with. */
export interface WalkParts extends PromoterParts {
  readonly promoter: Promoter;
  readonly persister: Pick<Persister, "take" | "unwritten" | "watch" | "drop">;
  readonly cold: ColdKeys;
  readonly isStopped: () => boolean;
}

/** Brings the living items back until the memory is full; the others are found on disk when somebody asks for them. */
export async function recover(parts: WalkParts): Promise<void> {
  const { store, cold, promoter, counters, hashSeed } = parts;
  const { pool } = store.parts;
  await walk(parts, (record, changed) => {
    const { key } = record;
    const result = pool.pagesTaken < pool.pageLimit ? promoter.insert(record, changed) : "full";
    if (result === "in") {
      counters.add("persist_recovered", 1);
    } else if (result === "full" || result === "busy") {
      counters.add("persist_left_on_disk", 1);
      cold.add(hashKey(key, 0, key.length, hashSeed));
    }
  });
  if (!parts.isStopped()) {
    cold.isUnknown = false;
  }
}

/** Throws out what is dead; returns the bytes of the living by the second of their last change. */
export async function sweep(parts: WalkParts): Promise<Map<number, number>> {
  const bytesBySecond = new Map<number, number>();
  await walk(parts, ({ storedAt, key, value }) => {
    bytesBySecond.set(storedAt, (bytesBySecond.get(storedAt) ?? 0) + key.length + value.length);
  });
  return bytesBySecond;
}

/** Throws out what was last changed before a Unix second, whoever has it in memory. */
export async function dropOlder(parts: WalkParts, second: number): Promise<void> {
  await walk(parts, ({ storedAt, key }, changed) => {
    if (storedAt < second && parts.persister.take() && !changed.has(keyText(key))) {
      parts.counters.add("persist_limit_dropped", 1);
      parts.persister.drop(key);
    }
  });
}

/** Shows every living item to `visit`, with the keys that were changed since the walk began; what is dead is thrown out. */
async function walk(
  parts: WalkParts,
  visit: (record: StoredRecord, changed: ReadonlySet<string>) => void,
): Promise<void> {
  const changed = new Set<string>();
  const unwatch = parts.persister.watch(changed);
  try {
    for await (const entries of parts.database.items(parts.codec.space)) {
      for (const entry of entries) {
        visitEntry(parts, entry, changed, visit);
      }
      if (parts.isStopped()) {
        return;
      }
    }
  } finally {
    unwatch();
  }
}

function visitEntry(
  parts: WalkParts,
  [databaseKey, sealed]: DatabaseEntry,
  changed: ReadonlySet<string>,
  visit: (record: StoredRecord, changed: ReadonlySet<string>) => void,
): void {
  const { codec, flushes, counters, persister, nowUnix, onDamage } = parts;
  const record = codec.open(databaseKey, sealed);
  if (typeof record === "string") {
    counters.add("persist_damaged", 1);
    onDamage(databaseKey, record);
  } else if (!flushes.isDead(record, nowUnix())) {
    visit(record, changed);
  } else if (persister.take() && !changed.has(keyText(record.key)) && persister.unwritten(record.key) === undefined) {
    counters.add("persist_expired", 1);
    persister.drop(record.key);
  }
}
