/**
 * Finds lost updates without false alarms: an older value that a get sees although a later set had been acknowledged before the get
 * was sent. The table is shared by all load threads, and knows of every key which version a get that starts now may still see.
 *
 * Sets of one key overlap, and the server may carry out overlapping ones in any order. So sets are taken in groups: a group begins
 * with a set while no other is in flight, and ends when none is in flight any more. Then the server holds the value of one of the
 * group's sets, or of a later one; the first version of the group becomes the floor. Values below the floor are lost updates. A set
 * whose outcome never becomes known stays in flight, so its group never ends and the floor stays: what cannot be known is no alarm.
 *
 * Three words a key (see WORD): the state is changed in one step, so issuing and acknowledging need no lock. GROUP is written by the
 * set that begins the group, which is in flight until then; nobody can end the group before, so nobody reads it too early.
 *
 * Versions count from 1 to VERSION_MAX. From there on every set of the key has VERSION_MAX and its group never ends: watching ends
 * with the floor as it is, after 16.7 million sets of one key. The same holds when IN_FLIGHT_MAX sets of one key are in flight at once.
 */

/** Words of a key: in-flight sets and next version; floor; first version of the present group. */
const WORD = { state: 0, floor: 1, group: 2, count: 3 } as const;

/** The state: sets in flight in the high 8 bits, next version less 1 in the low 24. */
const VERSION_BITS = 24;
const VERSION_MAX = 2 ** VERSION_BITS - 1;
const IN_FLIGHT_MAX = 255;
const ONE_IN_FLIGHT = 1 << VERSION_BITS;

/** The versions of all keys of a run. */
export class VersionTable {
  /** What other threads attach to. */
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** Attaches to a table that {@link VersionTable.create} made. */
  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.#words = new Int32Array(shared);
  }

  /** A new table: 12 bytes a key. */
  static create(keyCount: number): VersionTable {
    return new VersionTable(new SharedArrayBuffer(keyCount * WORD.count * Int32Array.BYTES_PER_ELEMENT));
  }

  /** The version of a set of `key` that is about to be sent; the set is in flight from now on. */
  issue(key: number): number {
    const words = this.#words;
    const at = key * WORD.count;
    for (;;) {
      const state = Atomics.load(words, at + WORD.state);
      const version = Math.min(VERSION_MAX, (state & VERSION_MAX) + 1);
      const inFlight = version === VERSION_MAX ? IN_FLIGHT_MAX : Math.min(IN_FLIGHT_MAX, (state >>> VERSION_BITS) + 1);
      const next = (inFlight << VERSION_BITS) | version;
      if (Atomics.compareExchange(words, at + WORD.state, state, next) === state) {
        if (inFlight === 1) {
          Atomics.store(words, at + WORD.group, version);
        }
        return version;
      }
    }
  }

  /** A set of `key` was answered STORED. */
  acknowledge(key: number): void {
    const group = this.#land(key);
    if (group > 0) {
      this.#raiseFloor(key, group);
    }
  }

  /** A set of `key` was answered that nothing was stored: whatever the key holds, the set did not bring it there. */
  withdraw(key: number): void {
    this.#land(key);
  }

  /** The oldest version that a get of `key` which is sent now may see; 0 as long as any will do. */
  floor(key: number): number {
    return Atomics.load(this.#words, key * WORD.count + WORD.floor);
  }

  /** How many keys have sets in flight: once nothing is on its way, keys that are no longer watched. */
  countInFlight(): number {
    let count = 0;
    for (let at = WORD.state; at < this.#words.length; at += WORD.count) {
      count += Atomics.load(this.#words, at) >>> VERSION_BITS > 0 ? 1 : 0;
    }
    return count;
  }

  /** Takes one set out of flight; if it was the last of its group, returns the group's first version, otherwise 0. */
  #land(key: number): number {
    const words = this.#words;
    const at = key * WORD.count;
    for (;;) {
      const state = Atomics.load(words, at + WORD.state);
      const inFlight = state >>> VERSION_BITS;
      if (inFlight === IN_FLIGHT_MAX) {
        return 0;
      }
      const group = Atomics.load(words, at + WORD.group);
      if (Atomics.compareExchange(words, at + WORD.state, state, (state - ONE_IN_FLIGHT) | 0) === state) {
        return inFlight === 1 ? group : 0;
      }
    }
  }

  #raiseFloor(key: number, version: number): void {
    const at = key * WORD.count + WORD.floor;
    for (;;) {
      const floor = Atomics.load(this.#words, at);
      if (floor >= version || Atomics.compareExchange(this.#words, at, floor, version) === floor) {
        return;
      }
    }
  }
}
