/**
 * What `stats detail` counts: gets, hits, sets and deletes by the part of the key before the first delimiter. One table for all
 * threads, in shared memory, under one lock; while it is off it costs a look at one word.
 *
 *     words      0 on or off | 1 prefixes known | 16.. index: number of an entry plus 1, open addressing
 *     entries    288 bytes each: four 64-bit floats (PREFIX_COUNT), length, the prefix
 */
import { LockTable } from "../memory/locks.ts";
import { allocateShared } from "../memory/shared.ts";

/** More prefixes are not counted (memcached's own bound). */
export const PREFIXES_MAX = 65_536;

/** What is counted of each prefix. */
const PREFIX_COUNT = { get: 0, hit: 1, set: 2, delete: 3 } as const;

const ON = 0;
const KNOWN = 1;
const INDEX_START = 16;
const INDEX_LENGTH = PREFIXES_MAX * 2;
const INDEX_MASK = INDEX_LENGTH - 1;

const ENTRY_BYTES = 288;
const LENGTH_AT = 32;
const TEXT_AT = 36;

const LOCK = 0;

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The table's memory; survives postMessage and workerData. Committed as prefixes come. */
export interface PrefixMemory {
  readonly lock: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
  readonly entries: SharedArrayBuffer;
}

/** Memory for a table without prefixes. */
export function createPrefixMemory(isOn: boolean): PrefixMemory {
  const words = allocateShared((INDEX_START + INDEX_LENGTH) * 4);
  new Int32Array(words)[ON] = isOn ? 1 : 0;
  return { lock: LockTable.create(1), words, entries: allocateShared(PREFIXES_MAX * ENTRY_BYTES) };
}

/** Bytes of a line with an empty prefix and counts of one digit. */
const LINE_BYTES_MIN = lineOf(Buffer.alloc(ENTRY_BYTES), 0).length;

/** One thread's view of the table. */
export class PrefixTable {
  readonly #lock: LockTable;
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Buffer;
  readonly #delimiter: number;

  /** @param threadIndex from 0, another one for every thread; `delimiter` is the byte that ends a prefix */
  constructor(memory: PrefixMemory, threadIndex: number, delimiter: number) {
    this.#lock = new LockTable(memory.lock, threadIndex + 1);
    this.#words = new Int32Array(memory.words);
    this.#floats = new Float64Array(memory.entries);
    this.#bytes = Buffer.from(memory.entries);
    this.#delimiter = delimiter;
  }

  /** Whether anything is to be counted; may change at any time. */
  get isOn(): boolean {
    return this.#words[ON] !== 0;
  }

  set isOn(value: boolean) {
    this.#words[ON] = value ? 1 : 0;
  }

  /** Whether this thread is in the middle of a change: asked when something has gone wrong. */
  get isHolding(): boolean {
    return this.#lock.isHolding;
  }

  /** A key was asked for. */
  countGet(key: Uint8Array, start: number, length: number, isHit: boolean): void {
    this.#count(key, start, length, PREFIX_COUNT.get, isHit);
  }

  /** A value for a key has come, whatever becomes of it. */
  countSet(key: Uint8Array, start: number, length: number): void {
    this.#count(key, start, length, PREFIX_COUNT.set, false);
  }

  /** A key was to be deleted, whether there or not. */
  countDelete(key: Uint8Array, start: number, length: number): void {
    this.#count(key, start, length, PREFIX_COUNT.delete, false);
  }

  /** Forgets all prefixes. */
  reset(): void {
    this.#lock.lock(LOCK);
    this.#words.fill(0, KNOWN);
    this.#lock.unlock(LOCK);
  }

  /**
   * Lines of a dump, one a prefix in the order they came: those from number `from` on, as many as begin within `bytesMax`. Bytes as
   * latin1; empty when there are no more.
   */
  lines(from: number, bytesMax: number): string[] {
    this.#lock.lock(LOCK);
    const last = Math.min(this.#words[KNOWN] as number, from + Math.ceil(bytesMax / LINE_BYTES_MIN));
    const entries = Buffer.from(this.#bytes.subarray(from * ENTRY_BYTES, Math.max(from, last) * ENTRY_BYTES));
    this.#lock.unlock(LOCK);
    const lines: string[] = [];
    for (let at = 0, bytes = 0; at < entries.length && bytes < bytesMax; at += ENTRY_BYTES) {
      const line = lineOf(entries, at);
      bytes += line.length;
      lines.push(line);
    }
    return lines;
  }

  #count(key: Uint8Array, start: number, length: number, counter: number, isHit: boolean): void {
    const end = start + length;
    let hash = FNV_START;
    let at = start;
    while (at < end && key[at] !== this.#delimiter) {
      hash = Math.imul(hash ^ (key[at++] as number), FNV_PRIME);
    }
    if (at === end) {
      return;
    }
    this.#lock.lock(LOCK);
    const entry = this.#entryLocked(key, start, at - start, hash ^ (hash >>> 15));
    if (entry >= 0) {
      this.#addLocked(entry, counter);
      if (isHit) {
        this.#addLocked(entry, PREFIX_COUNT.hit);
      }
    }
    this.#lock.unlock(LOCK);
  }

  #addLocked(entry: number, counter: number): void {
    const index = ((entry * ENTRY_BYTES) >> 3) + counter;
    this.#floats[index] = (this.#floats[index] as number) + 1;
  }

  /** Number of the prefix's entry, which is made where there is none; -1 when there is no room for another. */
  #entryLocked(key: Uint8Array, start: number, length: number, hash: number): number {
    const words = this.#words;
    for (let slot = hash & INDEX_MASK; ; slot = (slot + 1) & INDEX_MASK) {
      const entry = (words[INDEX_START + slot] as number) - 1;
      if (entry < 0) {
        return this.#addEntryLocked(slot, key, start, length);
      }
      if (this.#isLocked(entry, key, start, length)) {
        return entry;
      }
    }
  }

  #isLocked(entry: number, key: Uint8Array, start: number, length: number): boolean {
    const bytes = this.#bytes;
    const at = entry * ENTRY_BYTES;
    if (bytes.readInt32LE(at + LENGTH_AT) !== length) {
      return false;
    }
    for (let index = 0; index < length; index++) {
      if (bytes[at + TEXT_AT + index] !== key[start + index]) {
        return false;
      }
    }
    return true;
  }

  #addEntryLocked(slot: number, key: Uint8Array, start: number, length: number): number {
    const entry = this.#words[KNOWN] as number;
    if (entry >= PREFIXES_MAX) {
      return -1;
    }
    const at = entry * ENTRY_BYTES;
    this.#floats.fill(0, at >> 3, (at >> 3) + LENGTH_AT / 8);
    this.#bytes.writeInt32LE(length, at + LENGTH_AT);
    for (let index = 0; index < length; index++) {
      this.#bytes[at + TEXT_AT + index] = key[start + index] as number;
    }
    this.#words[INDEX_START + slot] = entry + 1;
    this.#words[KNOWN] = entry + 1;
    return entry;
  }
}

/** The line of the entry at `at`. */
function lineOf(entries: Buffer, at: number): string {
  const [get, hit, set, del] = [0, 8, 16, 24].map((offset) => entries.readDoubleLE(at + offset));
  const textStart = at + TEXT_AT;
  const prefix = entries.toString("latin1", textStart, textStart + entries.readInt32LE(at + LENGTH_AT));
  return `PREFIX ${prefix} get ${get} hit ${hit} set ${set} del ${del}\r\n`;
}
