/**
 * Finds small numbers (slots) by keys that stand somewhere in a byte buffer, without making a string of a key that is known: a
 * hash table with open addressing. Each byte of a key is one character of its text (latin1).
 */
import { assert } from "../base/assert.ts";

const EMPTY = -1;

/** Twice the slots at least, so that a search ends soon. */
function placesFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity * 2 + 2));
}

/** See the head of the file. Slots are 0 to capacity - 1; each has at most one key. */
export class KeyTable {
  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #keys: string[] = [];

  constructor(capacity: number) {
    const places = placesFor(capacity);
    this.#mask = places - 1;
    this.#slots = new Int32Array(places).fill(EMPTY);
    this.#hashes = new Int32Array(capacity);
  }

  /** The slot of the key `bytes[start..end)` whose hash is `hash`, or -1. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const slot = this.#slots[place] as number;
      if (slot === EMPTY || (this.#hashes[slot] === hash && this.#isKey(slot, bytes, start, end))) {
        return slot;
      }
    }
  }

  #isKey(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const key = this.#keys[slot] as string;
    const length = end - start;
    if (key.length !== length) {
      return false;
    }
    for (let index = 0; index < length; index++) {
      if (key.charCodeAt(index) !== bytes[start + index]) {
        return false;
      }
    }
    return true;
  }

  /** The key of a slot that has one. */
  keyOf(slot: number): string {
    return this.#keys[slot] ?? "";
  }

  /** Gives `slot`, which has no key, this one. The key must not be in the table. */
  insert(slot: number, key: string, hash: number): void {
    assert(slot < this.#hashes.length, "slots are below the capacity");
    this.#keys[slot] = key;
    this.#hashes[slot] = hash;
    let place = hash & this.#mask;
    while (this.#slots[place] !== EMPTY) {
      place = (place + 1) & this.#mask;
    }
    this.#slots[place] = slot;
  }

  /** Takes the key of `slot` out; those behind it move up, so that every search still finds its key. */
  remove(slot: number): void {
    const mask = this.#mask;
    let hole = (this.#hashes[slot] as number) & mask;
    while (this.#slots[hole] !== slot) {
      assert(this.#slots[hole] !== EMPTY, "a slot that is removed has a key");
      hole = (hole + 1) & mask;
    }
    for (let place = (hole + 1) & mask; this.#slots[place] !== EMPTY; place = (place + 1) & mask) {
      const other = this.#slots[place] as number;
      const home = (this.#hashes[other] as number) & mask;
      // It may move if its home is not between the hole and itself.
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        this.#slots[hole] = other;
        hole = place;
      }
    }
    this.#slots[hole] = EMPTY;
  }
}
