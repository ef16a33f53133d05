/** Short sleeps of a load thread: shorter than Node's timers can. Everything in the thread stands still meanwhile, reading sockets included. */

const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Sleeps `ms` milliseconds, and about 75 us more, which is what waking up takes. */
export function nap(ms: number): void {
  Atomics.wait(word, 0, 0, ms);
}
