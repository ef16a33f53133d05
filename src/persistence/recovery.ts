/** Walks over all items on disk: at the start to bring them back into memory, later to throw out what is dead or too much. */
import { hashKey } from "../base/hash.ts";
import type { ColdKeys } from "../store/cold-keys.ts";
import type { Persister } from "./persister.ts";
import type { Promoter, PromoterParts } from "./promoter.ts";
import type { DatabaseEntry } from "./read-entries.ts";
import type { StoredRecord } from "./record.ts";

/** While no more changes can be taken, how often is looked whether some can. */
const FULL_WAIT_MS = 20;

/** What a walk works with. */
export interface WalkParts extends PromoterParts {
  readonly promoter: Promoter;
  readonly persister: Pick<
    Persister,
    "take" | "unwritten" | "unwrittenHashes" | "watchers" | "drop" | "hasRoom" | "isFailing"
  >;
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

/** What a walk over all items has found. Bytes are those of database keys and records. */
export interface Living {
  /** By the second of their last change. */
  readonly bytesBySecond: ReadonlyMap<number, number>;
  /** Database keys, in their order, about {@link PIECE_BYTES} apart. */
  readonly pieces: readonly Buffer[];
}

/** So much is rewritten at once. */
const PIECE_BYTES = 32 * 1024 * 1024;

/** Throws out what is dead; tells what is left. */
export async function sweep(parts: WalkParts): Promise<Living> {
  const bytesBySecond = new Map<number, number>();
  const pieces: Buffer[] = [];
  let pieceBytes = 0;
  await walk(parts, ({ storedAt }, _hash, _changed, [databaseKey, sealed]) => {
    const bytes = entryBytes(databaseKey, sealed);
    bytesBySecond.set(storedAt, (bytesBySecond.get(storedAt) ?? 0) + bytes);
    pieceBytes += bytes;
    if (pieceBytes >= PIECE_BYTES) {
      pieces.push(databaseKey);
      pieceBytes = 0;
    }
  });
  return { bytesBySecond, pieces };
}

/** What is to go: all that was last changed before a Unix second, and about so many bytes of what was changed in it. */
export interface Excess {
  readonly before: number;
  readonly bytesOfThatSecond: number;
}

/** Throws it out, whoever has it in memory. @returns the last key that went; undefined when none did */
export async function dropOldest(parts: WalkParts, { before, bytesOfThatSecond }: Excess): Promise<Buffer | undefined> {
  let rest = bytesOfThatSecond;
  let last: Buffer | undefined;
  if (before === 0) {
    return undefined;
  }
  await walk(parts, ({ storedAt, key }, hash, changed, [databaseKey, sealed]) => {
    const goes = storedAt < before || (storedAt === before && rest > 0);
    // A change that was not taken yet is taken after this one, and takes its place.
    if (goes && !changed.has(hash)) {
      rest -= storedAt === before ? entryBytes(databaseKey, sealed) : 0;
      parts.counters.add("persist_limit_dropped", 1);
      parts.persister.drop(key);
      last = key;
    }
  });
  return last;
}

function entryBytes(databaseKey: Buffer, sealed: Buffer | undefined): number {
  return databaseKey.length + (sealed?.length ?? 0);
}

/** What is done with an item; `changed` has the hashes of the keys that were changed since the walk began, or are not on disk yet. */
type Visit = (record: StoredRecord, hash: number, changed: ReadonlySet<number>, entry: DatabaseEntry) => void;

/** Shows every living item to `visit`; what is dead is thrown out. */
async function walk(parts: WalkParts, visit: Visit): Promise<void> {
  const { persister } = parts;
  const changed = new Set<number>(persister.unwrittenHashes());
  const unwatch = persister.watchers.collect(changed);
  try {
    for await (const entries of parts.database.items(parts.codec.space)) {
      await roomForChanges(parts);
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

/** What is thrown out is a change like any other: a walk is not to be faster than the disk. */
async function roomForChanges({ persister, isStopped }: WalkParts): Promise<void> {
  while (!(persister.hasRoom || persister.isFailing || isStopped())) {
    await new Promise((resolve) => setTimeout(resolve, FULL_WAIT_MS));
  }
}

function visitEntry(parts: WalkParts, entry: DatabaseEntry, changed: ReadonlySet<number>, visit: Visit): void {
  const [databaseKey, sealed] = entry;
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
    visit(record, hash, changed, entry);
  } else if (!changed.has(hash) && persister.unwritten(key, hash) === undefined) {
    counters.add("persist_expired", 1);
    persister.drop(key);
  }
}
