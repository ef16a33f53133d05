/** A database in memory that a test can have fail, wait and lose everything that was not written: what counts is what `write` has taken. */
import { DamagedDatabase } from "../../src/persistence/damaged-database.ts";
import type { DatabaseChange } from "../../src/persistence/database.ts";
import type { DatabaseEntry } from "../../src/persistence/read-entries.ts";

const ENTRIES_PER_READ = 3;
const ITEM_PREFIX = "i";

/** The part of a Database that the persistence room works with. */
export class FakeDatabase {
  #entries = new Map<string, Buffer>();
  /** While set, writes are refused with this reason. */
  failure: string | undefined;
  /** While set, reads are refused. */
  readFailure: string | undefined;
  /** Why a part of it cannot be read; told behind the last item. */
  damage: string | undefined;
  /** How writes and reads wait before they take effect; a test holds them by a promise of its own. */
  beforeWrite: () => Promise<void> = async () => {};
  beforeRead: () => Promise<void> = async () => {};
  /** Batches that were taken. */
  readonly batches: (readonly DatabaseChange[])[] = [];
  /** Bytes of what was replaced or deleted, and of its files not thrown out yet; the part of their size that entries take on disk. */
  garbageBytes = 0;
  compression = 1;
  /** Ranges that were rewritten. */
  readonly rewritten: (readonly [from: string | undefined, to: string | undefined])[] = [];
  reopened = 0;
  reads = 0;

  constructor(entries: ReadonlyMap<string, Buffer> = new Map()) {
    this.#entries = new Map(entries);
  }

  /** What would be found after a crash at this moment. */
  snapshot(): Map<string, Buffer> {
    return new Map(this.#entries);
  }

  async write(changes: Iterable<DatabaseChange>): Promise<void> {
    // Taken now: where they stand is used again.
    const taken = Array.from(changes, ({ key, value }) => ({
      key: Buffer.from(key),
      value: value === undefined ? undefined : Buffer.from(value),
    }));
    await this.beforeWrite();
    if (this.failure !== undefined) {
      throw new Error(this.failure);
    }
    for (const { key, value } of taken) {
      const text = key.toString("latin1");
      this.garbageBytes += this.#entryBytes(text);
      if (value === undefined) {
        this.#entries.delete(text);
      } else {
        this.#entries.set(text, value);
      }
    }
    this.batches.push(taken);
  }

  async reopen(): Promise<void> {
    this.reopened++;
    await Promise.resolve();
  }

  async get(key: Buffer): Promise<Buffer | undefined> {
    this.reads++;
    const found = this.#entries.get(key.toString("latin1"));
    await this.beforeRead();
    if (this.readFailure !== undefined) {
      throw new Error(this.readFailure);
    }
    return found;
  }

  async itemBytes(): Promise<number> {
    const items = [...this.#entries.keys()].filter((key) => key.startsWith(ITEM_PREFIX));
    return items.reduce((sum, key) => sum + this.#entryBytes(key), this.garbageBytes);
  }

  async compact(_space: number, from?: Buffer, to?: Buffer): Promise<void> {
    this.rewritten.push([from?.toString("latin1"), to?.toString("latin1")]);
    this.garbageBytes = 0;
    await Promise.resolve();
  }

  #entryBytes(key: string): number {
    const value = this.#entries.get(key);
    return value === undefined ? 0 : (key.length + value.length) * this.compression;
  }

  async meta(): Promise<readonly Buffer[]> {
    return await Promise.resolve(["m", "a"].flatMap((key) => this.#entries.get(key) ?? []));
  }

  /** As they are when the first are asked for. */
  async *items(): AsyncGenerator<readonly DatabaseEntry[], void> {
    const sorted = [...this.#entries]
      .filter(([key]) => key.startsWith(ITEM_PREFIX))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [Buffer.from(key, "latin1"), value] as const);
    for (let at = 0; at < sorted.length; at += ENTRIES_PER_READ) {
      await this.beforeRead();
      if (this.readFailure !== undefined) {
        throw new Error(this.readFailure);
      }
      yield sorted.slice(at, at + ENTRIES_PER_READ);
    }
    if (this.damage !== undefined) {
      throw new DamagedDatabase("test", this.damage);
    }
  }
}
