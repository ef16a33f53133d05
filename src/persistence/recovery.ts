/** Walks over all items on disk: at the start to bring them back into memory, later to throw out what is dead or too much. */
import { hashKey } from "../base/hash.ts";
import type { ColdKeys } from "../store/cold-keys.ts";
import type { Persister } from "./persister.ts";
import type { Promoter, PromoterParts } from "./promoter.ts";
import type { DatabaseEntry } from "./read-entries.ts";
import type { StoredRecord } from "./record.ts";

/** What a walk works with. */
export interface WalkParts extends PromoterParts {
  readonly promoter: Promoter;
  readonly persister: Pick<Persister, "take" | "unwritten" | "unwrittenHashes" | "watchers" | "drop">;
  readonly cold: ColdKeys;
  readonly isStopped: () => boolean;
}

/** Brings the living items back until the memory is full; the others are found on disk when somebody asks for them. */
export async function recover(parts: WalkParts): Promise<void> {
  const { store, cold, promoter, counters } = parts;
  const { pool } = store.parts;
  await walk(parts, (record, hash, changed) => {
    const result = pool.pagesTaken < pool.pageLimit ? promoter.insert(record, hash, () => changed.has(hash)) : "full";
    if (result === "in") {
      counters.add("persist_recovered", 1);
      return;
    }
    // Whoever finds a key outdated may mean another one with its hash.
    cold.add(hash);
    if (result === "full" || result === "busy") {
      counters.add("persist_left_on_disk", 1);
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
  await walk(parts, ({ storedAt, key }, hash, changed) => {
    if (storedAt < second && parts.persister.take() && !changed.has(hash)) {
      parts.counters.add("persist_limit_dropped", 1);
      parts.persister.drop(key);
    }
  });
}

/** What is done with an item; `changed` has the hashes of the keys that were changed since the walk began, or are not on disk yet. */
type Visit = (record: StoredRecord, hash: number, changed: ReadonlySet<number>) => void;

/** Shows every living item to `visit`; what is dead is thrown out. */
async function walk(parts: WalkParts, visit: Visit): Promise<void> {
  const { persister } = parts;
  const changed = new Set<number>(persister.unwrittenHashes());
  const unwatch = persister.watchers.collect(changed);
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
  changed: ReadonlySet<number>,
  visit: Visit,
): void {
  const { codec, flushes, counters, hashSeed, persister, nowUnix, onDamage } = parts;
  const record = codec.open(databaseKey, sealed);
  if (typeof record === "string") {
    counters.add("persist_damaged", 1);
    onDamage(databaseKey, record);
    return;
  }
  const { key } = record;
  const hash = hashKey(key, 0, key.length, hashSeed);
  if (!flushes.isDead(record, nowUnix())) {
    visit(record, hash, changed);
  } else if (persister.take() && !changed.has(hash) && persister.unwritten(key, hash) === undefined) {
    counters.add("persist_expired", 1);
    persister.drop(key);
  }
}
