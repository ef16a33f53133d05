/**
 * Changes that are not on disk yet: of each key the last one.
 *
 * They are millions a minute, so they are no objects: their bytes lie one behind the other in a few large blocks, found by a table of
 * hashes. A key that is changed again has its place written over, if the new record fits.
 *
 *     slots: hash -> entry     entries: hash, epoch, where, how long     blocks: key, record, key, record, ...
 */
import { copyBytes } from "../memory/copy.ts";
import { CHANGE, RECORD_HEADER_BYTES } from "./change-format.ts";
import { recordBytes, type TakenChange } from "./change-reader.ts";

/** The last change of a key. Its bytes are good as long as nothing is changed here: copy what is to be kept. */
export interface PendingChange {
  readonly key: Buffer;
  readonly hash: number;
  /** Flush epoch in which it was stored. */
  readonly epoch: number;
  /**
   * Header and value; undefined for a removal; `memory` when there was no room to keep it: what holds is what the store has when it is
   * written.
   */
  readonly record: Buffer | undefined | "memory";
}

/** Numbers of an entry. `head` is flush epoch and key length, `at` is where the key stands in its block, `room` is the record's. */
const FIELD = { hash: 0, head: 1, block: 2, at: 3, room: 4, length: 5 } as const;
const FIELDS = 6;
const KEY_LENGTH_BITS = 8;
const KEY_LENGTH_MASK = 0xff;

/** Lengths of records that are none. */
const REMOVED = -1;
const IN_MEMORY = -2;

/** What an entry costs beside its bytes: its fields, two slots, and as much again while tables grow. */
const ENTRY_BYTES = 64;
const FIRST_ENTRIES = 1024;
const BLOCK_BYTES = 256 * 1024;
/** What takes more has a block of its own. */
const SHARED_BYTES_MAX = BLOCK_BYTES / 4;
/** Blocks that are kept for later changes. */
const SPARE_BLOCKS_MAX = 32;
/** A record that has outgrown its place gets room for the next ones. */
const GROWTH = 1.25;

/** The changes, by key. */
export class PendingChanges {
  #size = 0;
  #fields = new Int32Array(FIRST_ENTRIES * FIELDS);
  /** Entry + 1, or 0; at most half of them are taken. */
  #slots = new Int32Array(FIRST_ENTRIES * 2);
  #blocks: Buffer[] = [];
  #spare: Buffer[] = [];
  /** The block that is being filled, and how far it is. */
  #current = -1;
  #filled = BLOCK_BYTES;
  #blockBytes = 0;
  #valueBytes = 0;

  get size(): number {
    return this.#size;
  }

  /** About how much memory they take. */
  get bytes(): number {
    return this.#blockBytes + this.#size * ENTRY_BYTES;
  }

  /** How much of that is values. */
  get valueBytes(): number {
    return this.#valueBytes;
  }

  get(key: Uint8Array, hash: number): PendingChange | undefined {
    const slot = this.#slotOf(key, 0, key.length, hash);
    return this.#slots[slot] === 0 ? undefined : this.#entry((this.#slots[slot] as number) - 1);
  }

  /** Copies what was stored or removed: it is the last change of its key from now on. */
  set(change: TakenChange): void {
    const { hash, epoch, bytes, keyStart, keyLength } = change;
    if (change.kind !== CHANGE.stored) {
      this.remove(bytes, keyStart, keyLength, hash, epoch);
      return;
    }
    const entry = this.#put(bytes, keyStart, keyLength, hash, epoch, recordBytes(change));
    const block = this.#blockOf(entry);
    const recordStart = this.#recordStart(entry);
    copyBytes(bytes, change.headerStart, block, recordStart, RECORD_HEADER_BYTES);
    copyBytes(bytes, change.valueStart, block, recordStart + RECORD_HEADER_BYTES, change.valueLength);
  }

  /** The last change of the key `bytes[keyStart, keyStart + keyLength)` is that it is no more. */
  remove(bytes: Uint8Array, keyStart: number, keyLength: number, hash: number, epoch: number): void {
    this.#put(bytes, keyStart, keyLength, hash, epoch, REMOVED);
  }

  /** Takes over all of the others, which are later ones. */
  addAll(later: PendingChanges): void {
    for (let entry = 0; entry < later.#size; entry++) {
      this.#copyFrom(later, entry, later.#field(entry, FIELD.length));
    }
  }

  /** Forgets the changes of flush epochs for which `isOver` holds. */
  drop(isOver: (epoch: number) => boolean): void {
    this.#rebuild((entry) => !isOver(this.#field(entry, FIELD.head) >>> KEY_LENGTH_BITS), false);
  }

  /** Forgets what was stored, but not which keys. @returns how many values that were */
  forgetRecords(): number {
    let count = 0;
    for (let entry = 0; entry < this.#size; entry++) {
      count += this.#field(entry, FIELD.length) >= 0 ? 1 : 0;
    }
    if (count > 0) {
      this.#rebuild(() => true, true);
    }
    return count;
  }

  /** Forgets everything, and keeps memory for what comes. */
  clear(): void {
    if (this.#size > 0) {
      this.#slots.fill(0);
    }
    this.#spare = [...this.#spare, ...this.#blocks]
      .filter(({ length }) => length === BLOCK_BYTES)
      .slice(0, SPARE_BLOCKS_MAX);
    this.#blocks = [];
    this.#size = 0;
    this.#current = -1;
    this.#filled = BLOCK_BYTES;
    this.#blockBytes = 0;
    this.#valueBytes = 0;
  }

  *[Symbol.iterator](): Generator<PendingChange, void> {
    for (let entry = 0; entry < this.#size; entry++) {
      yield this.#entry(entry);
    }
  }

  /** Their hashes, in no order. */
  *hashes(): Generator<number, void> {
    for (let entry = 0; entry < this.#size; entry++) {
      yield this.#field(entry, FIELD.hash);
    }
  }

  #field(entry: number, field: number): number {
    return this.#fields[entry * FIELDS + field] as number;
  }

  #blockOf(entry: number): Buffer {
    return this.#blocks[this.#field(entry, FIELD.block)] as Buffer;
  }

  #keyLength(entry: number): number {
    return this.#field(entry, FIELD.head) & KEY_LENGTH_MASK;
  }

  #recordStart(entry: number): number {
    return this.#field(entry, FIELD.at) + this.#keyLength(entry);
  }

  #entry(entry: number): PendingChange {
    const block = this.#blockOf(entry);
    const recordStart = this.#recordStart(entry);
    const length = this.#field(entry, FIELD.length);
    const record = length < 0 ? noRecord(length) : block.subarray(recordStart, recordStart + length);
    return {
      key: block.subarray(this.#field(entry, FIELD.at), recordStart),
      hash: this.#field(entry, FIELD.hash),
      epoch: this.#field(entry, FIELD.head) >>> KEY_LENGTH_BITS,
      record,
    };
  }

  /** The slot of a key, or the empty one where it would be. */
  #slotOf(bytes: Uint8Array, keyStart: number, keyLength: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[slot] as number;
      if (taken === 0 || this.#isKey(taken - 1, bytes, keyStart, keyLength, hash)) {
        return slot;
      }
    }
  }

  #isKey(entry: number, bytes: Uint8Array, keyStart: number, keyLength: number, hash: number): boolean {
    if (this.#field(entry, FIELD.hash) !== hash || this.#keyLength(entry) !== keyLength) {
      return false;
    }
    const block = this.#blockOf(entry);
    const at = this.#field(entry, FIELD.at);
    for (let index = 0; index < keyLength; index++) {
      if (block[at + index] !== bytes[keyStart + index]) {
        return false;
      }
    }
    return true;
  }

  /** The entry of a key, with room for a record of `length`, whose bytes are still to be written. */
  #put(bytes: Uint8Array, keyStart: number, keyLength: number, hash: number, epoch: number, length: number): number {
    const slot = this.#slotOf(bytes, keyStart, keyLength, hash);
    const known = (this.#slots[slot] as number) - 1;
    const entry = known < 0 ? this.#size : known;
    const needed = Math.max(0, length);
    if (known < 0) {
      this.#size++;
      this.#place(entry, bytes, keyStart, keyLength, needed);
      this.#fields[entry * FIELDS + FIELD.hash] = hash;
    } else {
      this.#valueBytes -= Math.max(0, this.#field(entry, FIELD.length));
      if (needed > this.#field(entry, FIELD.room)) {
        this.#place(entry, bytes, keyStart, keyLength, Math.ceil(needed * GROWTH));
      }
    }
    this.#fields[entry * FIELDS + FIELD.head] = (epoch << KEY_LENGTH_BITS) | keyLength;
    this.#fields[entry * FIELDS + FIELD.length] = length;
    this.#valueBytes += needed;
    if (known < 0) {
      this.#slots[slot] = entry + 1;
      this.#growIfFull();
    }
    return entry;
  }

  /** Gives an entry a place for its key and for a record of up to `room` bytes. */
  #place(entry: number, bytes: Uint8Array, keyStart: number, keyLength: number, room: number): void {
    const byteCount = keyLength + room;
    let block = this.#current;
    let at = this.#filled;
    if (byteCount > SHARED_BYTES_MAX) {
      block = this.#blocks.push(Buffer.allocUnsafeSlow(byteCount)) - 1;
      at = 0;
    } else {
      if (at + byteCount > BLOCK_BYTES) {
        block = this.#blocks.push(this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES)) - 1;
        at = 0;
        this.#current = block;
      }
      this.#filled = at + byteCount;
    }
    this.#blockBytes += byteCount;
    copyBytes(bytes, keyStart, this.#blocks[block] as Buffer, at, keyLength);
    const fields = this.#fields;
    fields[entry * FIELDS + FIELD.block] = block;
    fields[entry * FIELDS + FIELD.at] = at;
    fields[entry * FIELDS + FIELD.room] = room;
  }

  #growIfFull(): void {
    if ((this.#size + 1) * FIELDS > this.#fields.length) {
      const fields = new Int32Array(this.#fields.length * 2);
      fields.set(this.#fields);
      this.#fields = fields;
      this.#slots = new Int32Array(this.#slots.length * 2);
      const mask = this.#slots.length - 1;
      for (let entry = 0; entry < this.#size; entry++) {
        let slot = this.#field(entry, FIELD.hash) & mask;
        while (this.#slots[slot] !== 0) {
          slot = (slot + 1) & mask;
        }
        this.#slots[slot] = entry + 1;
      }
    }
  }

  #copyFrom(other: PendingChanges, entry: number, length: number): void {
    const block = other.#blockOf(entry);
    const head = other.#field(entry, FIELD.head);
    const keyLength = head & KEY_LENGTH_MASK;
    const at = other.#field(entry, FIELD.at);
    const epoch = head >>> KEY_LENGTH_BITS;
    const own = this.#put(block, at, keyLength, other.#field(entry, FIELD.hash), epoch, length);
    copyBytes(block, at + keyLength, this.#blockOf(own), this.#recordStart(own), Math.max(0, length));
  }

  /** Keeps some of the entries, with their records or only the keys of what was stored. */
  #rebuild(isKept: (entry: number) => boolean, withoutRecords: boolean): void {
    const kept = new PendingChanges();
    for (let entry = 0; entry < this.#size; entry++) {
      if (isKept(entry)) {
        const length = this.#field(entry, FIELD.length);
        kept.#copyFrom(this, entry, withoutRecords && length >= 0 ? IN_MEMORY : length);
      }
    }
    this.#size = kept.#size;
    this.#fields = kept.#fields;
    this.#slots = kept.#slots;
    this.#blocks = kept.#blocks;
    this.#current = kept.#current;
    this.#filled = kept.#filled;
    this.#blockBytes = kept.#blockBytes;
    this.#valueBytes = kept.#valueBytes;
  }
}

function noRecord(length: number): undefined | "memory" {
  return length === IN_MEMORY ? "memory" : undefined;
}
