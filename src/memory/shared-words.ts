/** Single words that several threads change: atomic reading, writing and adding behind plain names. */

/** Adds `delta` to a word; returns the new value. */
export function addShared(words: Int32Array, index: number, delta: number): number {
  return Atomics.add(words, index, delta) + delta;
}

/** Reads a word. */
export function readShared(words: Int32Array, index: number): number {
  return Atomics.load(words, index);
}

/** Writes a word. */
export function writeShared(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value);
}

/** Changes a word from one value to another; false when it has (or another thread gave it) a different one. */
export function claimShared(words: Int32Array, index: number, from: number, to: number): boolean {
  return Atomics.compareExchange(words, index, from, to) === from;
}
