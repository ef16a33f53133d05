/** Reading and writing the fields of an item: all arithmetic on references stays in here and in the few hot loops. */
import { copyBytes } from "../memory/copy.ts";
import type { Segments } from "../memory/segments.ts";
import {
  accountedItemSize,
  CHUNK,
  HEADER_BYTES,
  ITEM,
  ITEM_FLAG,
  type ItemRef,
  type Lru,
  REF_SEGMENT_SHIFT,
  REF_UNIT_MASK,
} from "./item-layout.ts";

const KEY_LENGTH_MASK = 0xff;
const CLASS_SHIFT = 8;
const CLASS_MASK = 0x3f;
const LRU_SHIFT = 14;
const LRU_BITS = 3 << LRU_SHIFT;
const FLAGS_SHIFT = 16;
const EPOCH_SHIFT = 16;
const PIN_MASK = 0xffff;

/** Accessors over the arena. Unless said otherwise the caller holds the item's stripe lock, or is the only one to know the item. */
export class Items {
  readonly words: Int32Array[];
  readonly bytes: Buffer[];
  readonly #casEnabled: boolean;

  constructor(segments: Segments, casEnabled: boolean) {
    this.words = segments.words;
    this.bytes = segments.bytes;
    this.#casEnabled = casEnabled;
  }

  /** A 32-bit field, by its word offset. */
  word(ref: ItemRef, offset: number): number {
    const words = this.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    return words[((ref & REF_UNIT_MASK) << 1) + offset] as number;
  }

  /** Sets a 32-bit field. */
  setWord(ref: ItemRef, offset: number, value: number): void {
    const words = this.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    words[((ref & REF_UNIT_MASK) << 1) + offset] = value;
  }

  /** The bytes of the segment that holds `ref`; see {@link byteStart}. */
  segmentBytes(ref: ItemRef): Buffer {
    return this.bytes[ref >>> REF_SEGMENT_SHIFT] as Buffer;
  }

  /** Where `ref` starts within {@link segmentBytes}. */
  byteStart(ref: ItemRef): number {
    return (ref & REF_UNIT_MASK) * 8;
  }

  /** Where the key of `ref` starts within {@link segmentBytes}. */
  keyStart(ref: ItemRef): number {
    return this.byteStart(ref) + HEADER_BYTES;
  }

  /** Writes a fresh header: no flags, no pins, cas 0. */
  initialize(ref: ItemRef, slabClass: number, flagBits: number, hash: number, keyLength: number): void {
    const words = this.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    const base = (ref & REF_UNIT_MASK) << 1;
    words[base + ITEM.hash] = hash;
    words[base + ITEM.casLow] = 0;
    words[base + ITEM.casHigh] = 0;
    words[base + ITEM.pins] = 0;
    words[base + ITEM.meta] = keyLength | (slabClass << CLASS_SHIFT) | (flagBits << FLAGS_SHIFT);
  }

  /** Marks a chunk of a large item: its owner first, because whoever sees the mark looks for the owner. */
  initializeChunk(ref: ItemRef, slabClass: number, owner: ItemRef): void {
    this.setWord(ref, CHUNK.next, 0);
    this.setWord(ref, CHUNK.owner, owner);
    this.setWord(ref, ITEM.meta, (slabClass << CLASS_SHIFT) | (ITEM_FLAG.chunk << FLAGS_SHIFT));
  }

  /** Marks memory that holds nothing. */
  markFree(ref: ItemRef, slabClass: number): void {
    this.setWord(ref, ITEM.meta, (slabClass << CLASS_SHIFT) | (ITEM_FLAG.free << FLAGS_SHIFT));
  }

  hash(ref: ItemRef): number {
    return this.word(ref, ITEM.hash);
  }

  keyLength(ref: ItemRef): number {
    return this.word(ref, ITEM.meta) & KEY_LENGTH_MASK;
  }

  /** Class the item is listed in; for a chunked item the largest. */
  slabClass(ref: ItemRef): number {
    return (this.word(ref, ITEM.meta) >>> CLASS_SHIFT) & CLASS_MASK;
  }

  /** Queue the item is in. */
  lru(ref: ItemRef): Lru {
    return ((this.word(ref, ITEM.meta) & LRU_BITS) >>> LRU_SHIFT) as Lru;
  }

  /** Changes the queue's number; the item must be in no queue. Needs the stripe lock and the class lock. */
  setLru(ref: ItemRef, lru: Lru): void {
    this.setWord(ref, ITEM.meta, (this.word(ref, ITEM.meta) & ~LRU_BITS) | (lru << LRU_SHIFT));
  }

  /** State bits, see ITEM_FLAG. */
  itemFlags(ref: ItemRef): number {
    return this.word(ref, ITEM.meta) >>> FLAGS_SHIFT;
  }

  /** Replaces all state bits: take them from {@link itemFlags} and change only `keyBinary`, `tokenSent`, `stale`, `fetched`. */
  setItemFlags(ref: ItemRef, bits: number): void {
    this.setWord(ref, ITEM.meta, (this.word(ref, ITEM.meta) & 0xffff) | (bits << FLAGS_SHIFT));
  }

  /** What a linked item has that an allocated one has not: its state bit, queue, time and flush epoch. */
  markLinked(ref: ItemRef, lru: Lru, time: number, epoch: number): void {
    const words = this.words[ref >>> REF_SEGMENT_SHIFT] as Int32Array;
    const base = (ref & REF_UNIT_MASK) << 1;
    const meta = (words[base + ITEM.meta] as number) & ~LRU_BITS;
    words[base + ITEM.meta] = meta | (lru << LRU_SHIFT) | (ITEM_FLAG.linked << FLAGS_SHIFT);
    words[base + ITEM.time] = time;
    words[base + ITEM.pins] = ((words[base + ITEM.pins] as number) & PIN_MASK) | (epoch << EPOCH_SHIFT);
  }

  /** Client flags, unsigned 32 bit. */
  flags(ref: ItemRef): number {
    return this.word(ref, ITEM.clientFlags) >>> 0;
  }

  /** Relative second of death, 0 never. */
  exptime(ref: ItemRef): number {
    return this.word(ref, ITEM.exptime) >>> 0;
  }

  setExptime(ref: ItemRef, exptimeRelative: number): void {
    this.setWord(ref, ITEM.exptime, exptimeRelative | 0);
  }

  /** Relative second of the last change or counted access. */
  time(ref: ItemRef): number {
    return this.word(ref, ITEM.time);
  }

  valueLength(ref: ItemRef): number {
    return this.word(ref, ITEM.valueLength);
  }

  /** Low half of the cas, unsigned. */
  casLow(ref: ItemRef): number {
    return this.word(ref, ITEM.casLow) >>> 0;
  }

  /** High half of the cas, unsigned. */
  casHigh(ref: ItemRef): number {
    return this.word(ref, ITEM.casHigh) >>> 0;
  }

  /** Gives the item a cas; it stays 0 where cas is off. */
  setCas(ref: ItemRef, low: number, high: number): void {
    if (this.#casEnabled) {
      this.setWord(ref, ITEM.casLow, low | 0);
      this.setWord(ref, ITEM.casHigh, high | 0);
    }
  }

  pins(ref: ItemRef): number {
    return this.word(ref, ITEM.pins) & PIN_MASK;
  }

  /** Adds `change` to the pins. */
  addPins(ref: ItemRef, change: number): void {
    this.setWord(ref, ITEM.pins, this.word(ref, ITEM.pins) + change);
  }

  /** No pins, whatever there were; the epoch stays. */
  clearPins(ref: ItemRef): void {
    this.setWord(ref, ITEM.pins, this.word(ref, ITEM.pins) & ~PIN_MASK);
  }

  epoch(ref: ItemRef): number {
    return this.word(ref, ITEM.pins) >>> EPOCH_SHIFT;
  }

  /** What memcached charges for this item: `size=`, `bytes`. */
  accountedSize(ref: ItemRef): number {
    return accountedItemSize(this.keyLength(ref), this.flags(ref), this.valueLength(ref), this.#casEnabled);
  }

  /** Whether the item's key is these bytes. */
  keyEquals(ref: ItemRef, keyBytes: Uint8Array, keyStart: number, keyLength: number): boolean {
    if (this.keyLength(ref) !== keyLength) {
      return false;
    }
    const bytes = this.segmentBytes(ref);
    const start = this.byteStart(ref) + HEADER_BYTES;
    for (let index = 0; index < keyLength; index++) {
      if (bytes[start + index] !== keyBytes[keyStart + index]) {
        return false;
      }
    }
    return true;
  }

  /** Copies the key to `target`; returns its length. */
  copyKey(ref: ItemRef, target: Uint8Array, targetStart: number): number {
    const keyLength = this.keyLength(ref);
    copyBytes(this.segmentBytes(ref), this.byteStart(ref) + HEADER_BYTES, target, targetStart, keyLength);
    return keyLength;
  }
}
