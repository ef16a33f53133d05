/**
 * A queue of records from many threads to one, in the order in which they were appended. Nothing is ever dropped: who finds no room
 * waits until the reader has made some. A record may be longer than the queue, because it travels in pieces.
 *
 *     begin(header)  ->  piece() ... piece()  ->  end()      under the journal's lock, which begin takes and end gives back
 *
 * Records are numbered; the reader tells up to which number they are durable, and threads that sync wait for that.
 */
import { LockTable } from "./locks.ts";
import { RecordRing } from "./record-ring.ts";
import { allocateShared } from "./shared.ts";

/** Longest piece of a record, in bytes. */
export const PIECE_BYTES_MAX = 65_536;

const WORD = {
  /** Records appended, records that are durable, records taken by the reader; all wrap. */
  appended: 0,
  durable: 16,
  taken: 32,
  /** Changes when pieces were appended; the reader sleeps on it. */
  wake: 48,
  isReaderAsleep: 49,
  /** Changes when the reader has made room; writers sleep on it. */
  room: 64,
  waitingWriters: 65,
} as const;

const WORDS = 80;
const ROOM_WAIT_MS = 100;

/** The shared memory of a journal; survives postMessage. */
export interface JournalMemory {
  readonly ring: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
  readonly lock: SharedArrayBuffer;
}

/** Memory for a queue of about `byteCount` bytes, at least four pieces. */
export function createJournal(byteCount: number): JournalMemory {
  return {
    ring: RecordRing.create(Math.max(byteCount, 4 * PIECE_BYTES_MAX)),
    words: allocateShared(WORDS * 4),
    lock: LockTable.create(1),
  };
}

/** The side of a thread that appends. */
export class JournalWriter {
  /** Where pieces are written. */
  readonly bytes: Buffer;
  /** Number of the record that this thread appended last. */
  lastNumber: number;
  readonly #ring: RecordRing;
  readonly #words: Int32Array;
  readonly #lock: LockTable;

  /** @param owner this thread's number, at least 1 */
  constructor(memory: JournalMemory, owner: number) {
    this.#ring = new RecordRing(memory.ring);
    this.bytes = this.#ring.bytes;
    this.#words = new Int32Array(memory.words);
    this.#lock = new LockTable(memory.lock, owner);
    this.lastNumber = Atomics.load(this.#words, WORD.appended);
  }

  /** Whether this thread is in the middle of a record. */
  get isHolding(): boolean {
    return this.#lock.isHolding;
  }

  /** Begins a record: until {@link end} it is this thread's turn. */
  begin(): void {
    this.#lock.lock(0);
  }

  /**
   * Room for a piece of at most {@link PIECE_BYTES_MAX} bytes, to be filled and then published; waits for it. A piece that is not the
   * record's last must be published before the next one is asked for.
   * @returns where it stands in {@link bytes}, a multiple of 8
   */
  piece(byteCount: number): number {
    for (;;) {
      const position = this.#ring.reserve(byteCount);
      if (position >= 0) {
        return position;
      }
      this.#awaitRoom(byteCount);
    }
  }

  /** Lets the reader have the piece that was filled. */
  publish(): void {
    this.#ring.publish();
  }

  /** Ends the record, whose last piece has been published; its number is then {@link lastNumber}. */
  end(): void {
    const words = this.#words;
    this.lastNumber = (Atomics.add(words, WORD.appended, 1) + 1) | 0;
    this.#lock.unlock(0);
    this.#wakeReader();
  }

  /** Whether the record with this number (and all before it) is durable. */
  isDurable(number: number): boolean {
    return ((Atomics.load(this.#words, WORD.durable) - number) | 0) >= 0;
  }

  #wakeReader(): void {
    const words = this.#words;
    if (Atomics.load(words, WORD.isReaderAsleep) === 1 && Atomics.exchange(words, WORD.isReaderAsleep, 0) === 1) {
      Atomics.add(words, WORD.wake, 1);
      Atomics.notify(words, WORD.wake);
    }
  }

  #awaitRoom(byteCount: number): void {
    const words = this.#words;
    this.#wakeReader();
    Atomics.add(words, WORD.waitingWriters, 1);
    const seen = Atomics.load(words, WORD.room);
    // Whoever makes room after this look changes the word, so nothing is missed.
    if (this.#ring.reserve(byteCount) < 0) {
      Atomics.wait(words, WORD.room, seen, ROOM_WAIT_MS);
    }
    Atomics.sub(words, WORD.waitingWriters, 1);
  }
}

/** The side of the one thread that takes. */
export class JournalReader {
  /** Where {@link peek} found a piece. */
  readonly bytes: Buffer;
  readonly #ring: RecordRing;
  readonly #words: Int32Array;

  constructor(memory: JournalMemory) {
    this.#ring = new RecordRing(memory.ring);
    this.bytes = this.#ring.bytes;
    this.#words = new Int32Array(memory.words);
  }

  /** Where the oldest piece stands in {@link bytes}, its length in {@link pieceBytes}; -1 when there is none. */
  peek(): number {
    return this.#ring.peek();
  }

  /** Length of the piece that {@link peek} found. */
  get pieceBytes(): number {
    return this.#ring.recordBytes;
  }

  /** Gives the room of that piece back. */
  drop(): void {
    const words = this.#words;
    this.#ring.drop();
    if (Atomics.load(words, WORD.waitingWriters) > 0) {
      Atomics.add(words, WORD.room, 1);
      Atomics.notify(words, WORD.room);
    }
  }

  /** Counts a record whose last piece was taken; returns its number. */
  recordTaken(): number {
    return (Atomics.add(this.#words, WORD.taken, 1) + 1) | 0;
  }

  /** Tells that all records up to this number are durable. */
  setDurable(number: number): void {
    Atomics.store(this.#words, WORD.durable, number);
  }

  /** Records that were appended and are not durable yet. */
  get lag(): number {
    return (Atomics.load(this.#words, WORD.appended) - Atomics.load(this.#words, WORD.durable)) | 0;
  }

  /** Resolves when something was appended, or after `timeoutMs` at the latest. */
  async awaitRecords(timeoutMs: number): Promise<void> {
    const words = this.#words;
    const seen = Atomics.load(words, WORD.wake);
    Atomics.store(words, WORD.isReaderAsleep, 1);
    if (this.#ring.isEmpty) {
      const wait = Atomics.waitAsync(words, WORD.wake, seen, timeoutMs);
      if (wait.async) {
        await wait.value;
      }
    }
    Atomics.store(words, WORD.isReaderAsleep, 0);
  }
}
