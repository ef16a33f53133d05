/** Changes out of the journal, pieces put together. */
import { copyBytes } from "../memory/copy.ts";
import { type JournalMemory, JournalReader } from "../memory/journal.ts";
import { CHANGE, CHANGE_AT, RECORD_HEADER_BYTES } from "./change-format.ts";

/** A change that was taken, as it lies in memory that is used again: good until the next one is taken, so copy what is to be kept. */
export interface TakenChange {
  /** One of {@link CHANGE}. */
  readonly kind: number;
  readonly epoch: number;
  readonly hash: number;
  readonly bytes: Uint8Array;
  readonly keyStart: number;
  readonly keyLength: number;
  /** Where the record header stands, of what was stored. */
  readonly headerStart: number;
  readonly valueStart: number;
  readonly valueLength: number;
  /** Of a flush: the Unix second in which it takes effect, 0 for one that took effect at once. */
  readonly moment: number;
  /** Of a flush: earlier ones have killed what is no younger. A Unix second. */
  readonly flushedUpTo: number;
}

/** Takes changes; one thread. */
export class ChangeReader {
  readonly journal: JournalReader;
  /** Number of the last change that was taken whole. */
  lastNumber = 0;
  readonly #change: { -readonly [K in keyof TakenChange]: TakenChange[K] };
  /** The piece that the change stands in has still to be given back. */
  #isPieceHeld = false;
  /** A stored item of which pieces are missing yet, and how much of it is there. */
  #unfinished: Buffer | undefined;
  #filled = 0;

  constructor(memory: JournalMemory) {
    this.journal = new JournalReader(memory);
    this.#change = {
      kind: 0,
      epoch: 0,
      hash: 0,
      bytes: this.journal.bytes,
      keyStart: 0,
      keyLength: 0,
      headerStart: 0,
      valueStart: 0,
      valueLength: 0,
      moment: 0,
      flushedUpTo: 0,
    };
  }

  /** The next change, the same object each time; undefined when there is none that is whole. */
  next(): TakenChange | undefined {
    const { journal } = this;
    if (this.#isPieceHeld) {
      this.#isPieceHeld = false;
      journal.drop();
    }
    for (;;) {
      const position = journal.peek();
      if (position < 0) {
        return undefined;
      }
      if (this.#unfinished === undefined && this.#look(journal.bytes, position, journal.pieceBytes)) {
        this.#isPieceHeld = true;
        this.lastNumber = journal.recordTaken();
        return this.#change;
      }
      const whole = this.#gather(position, journal.pieceBytes);
      journal.drop();
      if (whole !== undefined) {
        this.#look(whole, 0, whole.length);
        this.lastNumber = journal.recordTaken();
        return this.#change;
      }
    }
  }

  /** Finds out what stands at a place. @returns whether it is whole */
  #look(bytes: Buffer, position: number, byteCount: number): boolean {
    const change = this.#change;
    const kind = bytes[position + CHANGE_AT.kind] as number;
    const length = bytes.readUInt32LE(position + CHANGE_AT.length);
    change.kind = kind;
    change.bytes = bytes;
    change.epoch = bytes.readUInt16LE(position + CHANGE_AT.epoch);
    if (kind === CHANGE.flushed) {
      change.moment = length;
      change.flushedUpTo = bytes.readUInt32LE(position + CHANGE_AT.hash);
      return true;
    }
    const keyLength = bytes[position + CHANGE_AT.keyLength] as number;
    change.hash = bytes.readInt32LE(position + CHANGE_AT.hash);
    change.keyStart = position + CHANGE_AT.key;
    change.keyLength = keyLength;
    change.headerStart = position + CHANGE_AT.record;
    change.valueStart = position + CHANGE_AT.key + keyLength;
    change.valueLength = kind === CHANGE.stored ? length : 0;
    return change.valueStart + change.valueLength <= position + byteCount;
  }

  /** Puts one more piece to those that are there. @returns all of it, once it is */
  #gather(position: number, byteCount: number): Buffer | undefined {
    const whole = this.#unfinished ?? Buffer.allocUnsafeSlow(this.#wholeBytes());
    copyBytes(this.journal.bytes, position, whole, this.#filled, byteCount);
    this.#filled += byteCount;
    if (this.#filled < whole.length) {
      this.#unfinished = whole;
      return undefined;
    }
    this.#unfinished = undefined;
    this.#filled = 0;
    return whole;
  }

  /** Of the change whose first piece was looked at. */
  #wholeBytes(): number {
    return CHANGE_AT.key + this.#change.keyLength + this.#change.valueLength;
  }
}

/** Bytes of header and value of what was stored. */
export function recordBytes(change: Pick<TakenChange, "valueLength">): number {
  return RECORD_HEADER_BYTES + change.valueLength;
}
