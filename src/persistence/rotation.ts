/**
 * `memtool serve --rotate-encryption-key`: everything is written anew under another key, into the other space of the database, and one
 * write of the first record makes that the one that holds. Cut off before it, the database opens with the old key; after it, with the
 * new one; what is in the wrong space is removed by the next rotation or server.
 */
import { MemtoolError } from "../base/errors.ts";
import { Cipher } from "./cipher.ts";
import { Database, type DatabaseChange } from "./database.ts";
import { removeWorkLog } from "./database-files.ts";
import { FlushState } from "./flush-state.ts";
import { decodeMeta, encodeMeta, isOfKey, type Meta, soundMeta } from "./meta.ts";
import type { DatabaseEntry } from "./read-entries.ts";
import { otherSpace, type RecordCodec, recordsOf } from "./record.ts";

/** What a key is rotated with; an undefined key is none: not encrypted. */
export interface RotationOptions {
  readonly directory: string;
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
  readonly nowUnix: number;
  /** Called after every few hundred items; returns whether to go on. Not asked any more once the new key holds. */
  readonly goesOn: (itemCount: number) => boolean;
}

/** What was done. */
export interface Rotation {
  readonly itemCount: number;
  /** `rotated`; `finished`: the new key held already, only remains of the old one were removed; `stopped`: nothing was changed. */
  readonly outcome: "rotated" | "finished" | "stopped";
}

/** See the head of the file. @throws MemtoolError STORAGE when the old key is another one, something is damaged, or it is in use */
export async function rotateKey(options: RotationOptions): Promise<Rotation> {
  const { directory } = options;
  const database = await Database.open(directory, "existing");
  let rotation: Rotation;
  try {
    rotation = await rotate(database, options);
  } finally {
    await database.close();
  }
  if (rotation.outcome !== "stopped") {
    // LevelDB's list of files names the first and last key of each it ever had; a new one is begun at every opening.
    await (await Database.open(directory, "existing")).close();
    await removeWorkLog(directory);
  }
  return rotation;
}

async function rotate(database: Database, options: RotationOptions): Promise<Rotation> {
  const { directory } = options;
  const [from, to] = [options.from, options.to].map((key) => (key === undefined ? undefined : new Cipher(key)));
  const copies = await database.meta();
  const record = soundMeta(copies);
  if (record !== undefined && isOfKey(record, to) && !isOfKey(record, from)) {
    const meta = decodeMeta(copies, to, directory);
    await database.discard(otherSpace(meta.space));
    return { itemCount: 0, outcome: "finished" };
  }
  const meta = decodeMeta(copies, from, directory);
  const next = otherSpace(meta.space);
  await database.discard(next);
  const itemCount = await copyItems(database, recordsOf(from, meta.space), recordsOf(to, next), meta, options);
  if (itemCount === undefined) {
    await database.discard(next);
    return { itemCount: 0, outcome: "stopped" };
  }
  await database.write(Database.metaChanges(encodeMeta({ ...meta, space: next }, to)));
  await database.discard(meta.space);
  return { itemCount, outcome: "rotated" };
}

/** Writes the living items anew; undefined when it was told to stop. @throws MemtoolError STORAGE when one is damaged */
async function copyItems(
  database: Database,
  source: RecordCodec,
  target: RecordCodec,
  meta: Meta,
  { nowUnix, goesOn, directory }: RotationOptions,
): Promise<number | undefined> {
  const flushes = new FlushState(meta);
  let itemCount = 0;
  try {
    for await (const entries of database.items(source.space)) {
      const changes = entries.flatMap((entry) => rewritten(entry, source, target, flushes, nowUnix, directory));
      if (changes.length > 0) {
        await database.write(changes);
      }
      itemCount += changes.length;
      if (!goesOn(itemCount)) {
        return undefined;
      }
    }
  } catch (error) {
    await database.discard(target.space);
    throw error;
  }
  return itemCount;
}

/** None for an item that is dead. */
function rewritten(
  [databaseKey, sealed]: DatabaseEntry,
  source: RecordCodec,
  target: RecordCodec,
  flushes: FlushState,
  nowUnix: number,
  directory: string,
): DatabaseChange[] {
  const item = source.open(databaseKey, sealed);
  const unsealed = source.unseal(databaseKey, sealed);
  if (typeof item === "string" || typeof unsealed === "string") {
    throw new MemtoolError(
      "STORAGE",
      `a record of the database in ${directory} is damaged, and the key stays as it was`,
      {
        hint: `memtool serve repair ${directory} keeps what is sound; then rotate the key`,
      },
    );
  }
  if (flushes.isDead(item, nowUnix)) {
    return [];
  }
  const key = target.databaseKey(unsealed.key);
  return [{ key, value: target.seal(key, unsealed.key, unsealed.record) }];
}
