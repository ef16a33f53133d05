/**
 * Locks between threads, one per 64-byte line so that neighbours do not share a cache line.
 *
 * The first word of a line is the lock: 0 free, `owner << 2 | 1` held, `owner << 2 | 2` held and somebody waits. The other
 * 15 words belong to whoever holds it. Taking: spin a little, then Atomics.wait; giving back notifies only when a waiter
 * announced itself (a notify costs twice the whole lock). The order locks are taken in is the store's business.
 */
import { MemtoolError } from "../base/errors.ts";

/** 32-bit words in a lock line. */
export const LOCK_LINE_WORDS = 16;

/** Left shift from a lock's index to the index of its first word. */
export const LOCK_LINE_SHIFT = 4;

const HELD = 1;
const HELD_WAITED = 2;
const STATE_MASK = 3;
const OWNER_SHIFT = 2;
const SPIN_COUNT = 200;
const WAIT_MS = 100;
/** A lock that is kept for so long is taken for lost: its owner died or the program is wrong. */
const PATIENCE_MS = 30_000;

/** One thread's view of a table of locks. */
export class LockTable {
  /** All lines; a holder may use words 1..15 of its line. */
  readonly words: Int32Array;
  /** How long this thread waits for a lock before it takes it for lost. Less is for threads that must not stand still. */
  patienceMs = PATIENCE_MS;
  readonly #held: number;

  /** Allocates a table of free locks. */
  static create(lockCount: number): SharedArrayBuffer {
    return new SharedArrayBuffer(lockCount * LOCK_LINE_WORDS * 4);
  }

  /** @param owner this thread's number, at least 1, written into the locks it holds */
  constructor(shared: SharedArrayBuffer, owner: number) {
    this.words = new Int32Array(shared);
    this.#held = (owner << OWNER_SHIFT) | HELD;
  }

  /** Takes lock `index`, waiting for it. Throws {@link LostLockError} when another thread has kept it beyond {@link patienceMs}. */
  lock(index: number): void {
    const word = index << LOCK_LINE_SHIFT;
    if (Atomics.compareExchange(this.words, word, 0, this.#held) !== 0) {
      this.#lockSlowly(word);
    }
  }

  /** Takes lock `index` if nobody (this thread included) has it. */
  tryLock(index: number): boolean {
    return Atomics.compareExchange(this.words, index << LOCK_LINE_SHIFT, 0, this.#held) === 0;
  }

  /** Gives lock `index` back. @returns whether another thread may have been waiting for it */
  unlock(index: number): boolean {
    const word = index << LOCK_LINE_SHIFT;
    if ((Atomics.exchange(this.words, word, 0) & STATE_MASK) !== HELD_WAITED) {
      return false;
    }
    Atomics.notify(this.words, word, 1);
    return true;
  }

  /** Number of locks in the table. */
  get count(): number {
    return this.words.length >> LOCK_LINE_SHIFT;
  }

  /** Number of the thread that holds lock `index`, 0 when it is free. For diagnosis: it may have changed by now. */
  ownerOf(index: number): number {
    return Atomics.load(this.words, index << LOCK_LINE_SHIFT) >> OWNER_SHIFT;
  }

  /** Whether this thread holds any of the locks. Looks at every one: for when something has gone wrong. */
  get isHolding(): boolean {
    const owner = this.#held >> OWNER_SHIFT;
    for (let index = 0; index < this.count; index++) {
      if (this.ownerOf(index) === owner) {
        return true;
      }
    }
    return false;
  }

  #lockSlowly(word: number): void {
    const words = this.words;
    for (let spin = 0; spin < SPIN_COUNT; spin++) {
      if (Atomics.load(words, word) === 0 && Atomics.compareExchange(words, word, 0, this.#held) === 0) {
        return;
      }
    }
    const heldWaited = (this.#held & ~STATE_MASK) | HELD_WAITED;
    let waitedMs = 0;
    for (;;) {
      const seen = Atomics.load(words, word);
      if (seen === 0) {
        if (Atomics.compareExchange(words, word, 0, heldWaited) === 0) {
          return;
        }
        continue;
      }
      const marked = (seen & ~STATE_MASK) | HELD_WAITED;
      if (seen !== marked && Atomics.compareExchange(words, word, seen, marked) !== seen) {
        continue;
      }
      if (Atomics.wait(words, word, marked, WAIT_MS) === "timed-out") {
        waitedMs += WAIT_MS;
        if (waitedMs > this.patienceMs) {
          throw new LostLockError(
            word >> LOCK_LINE_SHIFT,
            seen >> OWNER_SHIFT,
            this.#held >> OWNER_SHIFT,
            this.patienceMs,
          );
        }
      } else {
        waitedMs = 0;
      }
    }
  }
}

/** A lock that nobody is going to give back: whoever needs it can't go on. */
export class LostLockError extends MemtoolError {
  constructor(index: number, owner: number, waiter: number, patienceMs: number) {
    const seconds = patienceMs / 1000;
    const self = owner === waiter ? " (the waiting thread itself)" : "";
    super("BUG", `lock ${index} has been held by thread ${owner}${self} for ${seconds} s`);
  }
}
