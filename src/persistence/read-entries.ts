/**
 * Reads a database from end to end, so that what is damaged is found out and nothing takes its place. LevelDB's iterator passes over a
 * block that it can't read, shows what older tables have under the same keys, and tells only at its end: so it gets an end every few
 * hundred entries, and where it tells of damage each key is asked for on its own, which LevelDB answers from the newest table or not at all.
 */
import type { ClassicLevel } from "classic-level";
import { isDamage } from "./level-failure.ts";

/** A key and its value; undefined when what it is now can't be read. */
export type DatabaseEntry = readonly [key: Buffer, value: Buffer | undefined];

/** Entries in the order of their keys, none behind the last one; `damage` is why some may be missing. */
export interface EntriesRead {
  readonly entries: readonly DatabaseEntry[];
  /** Where to go on; undefined at the end. */
  readonly last: Buffer | undefined;
  readonly damage: unknown;
}

/** The database as it was at one moment. */
export type Snapshot = ReturnType<ClassicLevel<Buffer, Buffer>["snapshot"]>;

type Level = Pick<ClassicLevel<Buffer, Buffer>, "get" | "iterator" | "keys">;

const ENTRIES_MAX = 2000;
/** Beyond about so many bytes fewer entries are read. */
const BYTES_MAX = 4 * 1024 * 1024;
const BYTES_PER_CALL = 1024 * 1024;
/** Longer than any key, so behind all that begin with anything less. */
const KEY_BYTES_MORE = 300;

/**
 * The next entries of a snapshot.
 * @param after the key of the last one; undefined for the first ones
 * @param mark a key of one byte that is always there, behind nearly all others: in front of it an iterator can be brought to an end. (At the
 * end of everything LevelDB would look for the last key that is older than the snapshot: past all that was written since, every time.)
 */
export async function readEntries(
  level: Level,
  snapshot: Snapshot,
  after: Buffer | undefined,
  mark: Buffer,
): Promise<EntriesRead> {
  if (after === undefined || after.compare(mark) < 0) {
    const read = await readRange(level, { snapshot, lt: mark, ...(after === undefined ? {} : { gt: after }) });
    if (read.last !== undefined) {
      return read;
    }
    const behind = await readRange(level, { snapshot, gte: mark });
    return { ...behind, damage: read.damage ?? behind.damage };
  }
  return await readRange(level, { snapshot, gt: after });
}

async function readRange(level: Level, range: Range): Promise<EntriesRead> {
  const { snapshot } = range;
  try {
    const entries = await readChecked(level, range);
    return { entries, last: entries.at(-1)?.[0], damage: undefined };
  } catch (damage) {
    if (!isDamage(damage)) {
      throw damage;
    }
    const keys = await readableKeys(level, range);
    return { entries: await readOneByOne(level, keys, snapshot), last: keys.at(-1), damage };
  }
}

interface Range {
  readonly snapshot: Snapshot;
  readonly gt?: Buffer;
  readonly gte?: Buffer;
  readonly lt?: Buffer;
}

async function readChecked(level: Level, range: Range): Promise<DatabaseEntry[]> {
  const iterator = level.iterator({ ...range, fillCache: false, highWaterMarkBytes: BYTES_PER_CALL });
  const entries: DatabaseEntry[] = [];
  let byteCount = 0;
  try {
    for (;;) {
      const more = await iterator.nextv(ENTRIES_MAX - entries.length);
      if (more.length === 0) {
        return entries;
      }
      entries.push(...more);
      byteCount = more.reduce((sum, [key, value]) => sum + key.length + value.length, byteCount);
      if (byteCount > BYTES_MAX || entries.length >= ENTRIES_MAX) {
        // An end, at which it tells what it has passed over; with the option `limit` it would not be asked.
        iterator.seek(lastBefore(range.lt));
        await iterator.nextv(1);
        return entries;
      }
    }
  } finally {
    await iterator.close();
  }
}

/** What no key of a range is behind; one that begins with the byte before that of `end`. */
function lastBefore(end: Buffer | undefined): Buffer {
  const target = Buffer.alloc(KEY_BYTES_MORE, 0xff);
  if (end !== undefined) {
    target[0] = (end[0] as number) - 1;
  }
  return target;
}

async function readOneByOne(level: Level, keys: readonly Buffer[], snapshot: Snapshot): Promise<DatabaseEntry[]> {
  const entries: DatabaseEntry[] = [];
  for (const key of keys) {
    try {
      const value = await level.get(key, { snapshot });
      if (value !== undefined) {
        entries.push([key, value]);
      }
    } catch (error) {
      if (!isDamage(error)) {
        throw error;
      }
      entries.push([key, undefined]);
    }
  }
  return entries;
}

async function readableKeys(level: Level, range: Range): Promise<Buffer[]> {
  const iterator = level.keys({ ...range, limit: ENTRIES_MAX, fillCache: false });
  const keys: Buffer[] = [];
  try {
    for (;;) {
      const [key] = await iterator.nextv(1);
      if (key === undefined) {
        return keys;
      }
      keys.push(key);
    }
  } catch (error) {
    if (!isDamage(error)) {
      throw error;
    }
    return keys;
  } finally {
    await iterator.close();
  }
}
