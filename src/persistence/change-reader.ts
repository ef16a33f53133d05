/** Changes out of the journal, pieces put together. */
import { type JournalMemory, JournalReader } from "../memory/journal.ts";
import { CHANGE, CHANGE_AT, RECORD_HEADER_BYTES } from "./change-format.ts";

/** A change that was taken; `record` is header and value of what was stored. */
export type Change =
  | {
      readonly kind: "stored";
      readonly key: Buffer;
      readonly hash: number;
      readonly epoch: number;
      readonly record: Buffer;
    }
  | { readonly kind: "removed"; readonly key: Buffer; readonly hash: number; readonly epoch: number }
  /** `moment` is a Unix second, 0 for a flush that took effect at once; earlier ones have killed what is no younger than `flushedUpTo`. */
  | { readonly kind: "flushed"; readonly epoch: number; readonly moment: number; readonly flushedUpTo: number };

/** Takes changes; one thread. */
export class ChangeReader {
  readonly journal: JournalReader;
  /** Number of the last change that was taken whole. */
  lastNumber = 0;
  /** A stored item of which pieces are missing yet, and how much of it is there. */
  #unfinished: Extract<Change, { kind: "stored" }> | undefined;
  #filled = 0;

  constructor(memory: JournalMemory) {
    this.journal = new JournalReader(memory);
  }

  /** The next change; undefined when there is none that is whole. */
  next(): Change | undefined {
    for (;;) {
      const position = this.journal.peek();
      if (position < 0) {
        return undefined;
      }
      const piece = this.journal.bytes.subarray(position, position + this.journal.pieceBytes);
      const change = this.#unfinished === undefined ? this.#begin(piece) : this.#extend(this.#unfinished, piece);
      this.journal.drop();
      if (change !== undefined) {
        this.lastNumber = this.journal.recordTaken();
        return change;
      }
    }
  }

  #begin(piece: Buffer): Change | undefined {
    const kind = piece[CHANGE_AT.kind];
    const epoch = piece.readUInt16LE(CHANGE_AT.epoch);
    const length = piece.readUInt32LE(CHANGE_AT.length);
    if (kind === CHANGE.flushed) {
      return { kind: "flushed", epoch, moment: length, flushedUpTo: piece.readUInt32LE(CHANGE_AT.hash) };
    }
    const hash = piece.readInt32LE(CHANGE_AT.hash);
    const keyEnd = CHANGE_AT.key + (piece[CHANGE_AT.keyLength] as number);
    const key = Buffer.from(piece.subarray(CHANGE_AT.key, keyEnd));
    if (kind === CHANGE.removed) {
      return { kind: "removed", key, hash, epoch };
    }
    const record = Buffer.allocUnsafe(RECORD_HEADER_BYTES + length);
    piece.copy(record, 0, CHANGE_AT.record, CHANGE_AT.key);
    const change = { kind: "stored", key, hash, epoch, record } as const;
    this.#filled = RECORD_HEADER_BYTES;
    return this.#extend(change, piece.subarray(keyEnd));
  }

  #extend(change: Extract<Change, { kind: "stored" }>, bytes: Buffer): Change | undefined {
    bytes.copy(change.record, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled < change.record.length) {
      this.#unfinished = change;
      return undefined;
    }
    this.#unfinished = undefined;
    return change;
  }
}
