/**
 * A ring of records between two threads: one writes, the other takes, neither ever waits.
 *
 *     word 0       where the next record will be written, in bytes from the start of the data
 *     word 16      where the next record will be taken (a cache line of its own)
 *     byte 128..   data: for each record its length (8 bytes, -1: go on at the start), then the record, padded to 8 bytes
 *
 * A record stands in one piece. When it does not fit it is the writer's to drop: the reader is never overrun.
 */
import { allocateShared } from "./shared.ts";

const WRITE_AT = 0;
const READ_AT = 16;
const DATA_START = 128;
const LENGTH_BYTES = 8;
const GO_ON_AT_START = -1;

/** One side's view of a ring; a thread uses the methods of one side only. */
export class RecordRing {
  /** The ring's memory: record positions are indexes of `bytes`, and multiples of 8. */
  readonly bytes: Buffer;
  readonly floats: Float64Array;
  readonly #words: Int32Array;
  readonly #capacity: number;
  /** Where the next record will be written once the one that is being written is published. */
  #nextWriteAt = 0;
  /** Length of the record that {@link peek} found. */
  recordBytes = 0;

  /** Memory for about `byteCount` bytes of records. */
  static create(byteCount: number): SharedArrayBuffer {
    return allocateShared(DATA_START + Math.max(LENGTH_BYTES * 2, Math.ceil(byteCount / 8) * 8));
  }

  constructor(shared: SharedArrayBuffer) {
    this.bytes = Buffer.from(shared);
    this.floats = new Float64Array(shared);
    this.#words = new Int32Array(shared);
    this.#capacity = shared.byteLength - DATA_START;
  }

  // --- the writer's side ---

  /** Room for a record, to be filled and then published; its position, or -1 when there is none. */
  reserve(byteCount: number): number {
    const needed = LENGTH_BYTES + ((byteCount + 7) & ~7);
    const writeAt = this.#words[WRITE_AT] as number;
    const readAt = Atomics.load(this.#words, READ_AT);
    const start = this.#findRoom(needed, writeAt, readAt);
    if (start < 0) {
      return -1;
    }
    if (start !== writeAt) {
      this.#words[(DATA_START + writeAt) >> 2] = GO_ON_AT_START;
    }
    this.#words[(DATA_START + start) >> 2] = byteCount;
    this.#nextWriteAt = (start + needed) % this.#capacity;
    return DATA_START + start + LENGTH_BYTES;
  }

  /** Lets the reader see the record that was reserved last. */
  publish(): void {
    Atomics.store(this.#words, WRITE_AT, this.#nextWriteAt);
  }

  /** A full ring is never quite full: equal positions mean that it is empty. */
  #findRoom(needed: number, writeAt: number, readAt: number): number {
    if (writeAt < readAt) {
      return writeAt + needed < readAt ? writeAt : -1;
    }
    const end = writeAt + needed;
    if (end < this.#capacity || (end === this.#capacity && readAt > 0)) {
      return writeAt;
    }
    return needed < readAt ? 0 : -1;
  }

  // --- the reader's side ---

  get isEmpty(): boolean {
    return Atomics.load(this.#words, WRITE_AT) === this.#words[READ_AT];
  }

  /** Position of the oldest record, its length in {@link recordBytes}; -1 when there is none. */
  peek(): number {
    const writeAt = Atomics.load(this.#words, WRITE_AT);
    let readAt = this.#words[READ_AT] as number;
    if (readAt === writeAt) {
      return -1;
    }
    if (this.#words[(DATA_START + readAt) >> 2] === GO_ON_AT_START) {
      readAt = 0;
      Atomics.store(this.#words, READ_AT, 0);
    }
    this.recordBytes = this.#words[(DATA_START + readAt) >> 2] as number;
    return DATA_START + readAt + LENGTH_BYTES;
  }

  /** Gives the room of the record that {@link peek} found back to the writer. */
  drop(): void {
    const readAt = this.#words[READ_AT] as number;
    const next = readAt + LENGTH_BYTES + ((this.recordBytes + 7) & ~7);
    Atomics.store(this.#words, READ_AT, next % this.#capacity);
  }

  /** Forgets every record. */
  clear(): void {
    Atomics.store(this.#words, READ_AT, Atomics.load(this.#words, WRITE_AT));
  }
}
