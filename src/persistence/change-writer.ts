/** The change log of a thread that executes commands: every change goes into the journal, whole. */
import { copyBytes } from "../memory/copy.ts";
import { type JournalMemory, JournalWriter, PIECE_BYTES_MAX } from "../memory/journal.ts";
import type { ChangeLog } from "../store/change-log.ts";
import type { ItemRef } from "../store/item-layout.ts";
import type { Items } from "../store/items.ts";
import type { Values } from "../store/values.ts";
import { CHANGE, CHANGE_AT } from "./change-format.ts";
import { writeRecordHeader } from "./record-header.ts";

/** See the head of the file. */
export class ChangeWriter implements ChangeLog {
  readonly #journal: JournalWriter;
  /** Unix second that relative second 0 stands for. */
  readonly #processStarted: number;
  readonly #view: DataView;

  /** @param owner this thread's number, at least 1 */
  constructor(memory: JournalMemory, owner: number, processStarted: number) {
    this.#journal = new JournalWriter(memory, owner);
    this.#processStarted = processStarted;
    const { buffer, byteOffset, byteLength } = this.#journal.bytes;
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  /** Number of this thread's last change, for {@link isDurable}. */
  get lastNumber(): number {
    return this.#journal.lastNumber;
  }

  get isHoldingLock(): boolean {
    return this.#journal.isHolding;
  }

  /** Whether a change, and all before it, are on disk. */
  isDurable(number: number): boolean {
    return this.#journal.isDurable(number);
  }

  storedLocked(items: Items, values: Values, ref: ItemRef): void {
    const journal = this.#journal;
    const keyLength = items.keyLength(ref);
    const valueLength = items.valueLength(ref);
    const headBytes = CHANGE_AT.key + keyLength;
    journal.begin();
    let taken = Math.min(valueLength, PIECE_BYTES_MAX - headBytes);
    const position = journal.piece(headBytes + taken);
    const keyBytes = items.segmentBytes(ref);
    this.#writeHead(
      CHANGE.stored,
      position,
      keyBytes,
      items.keyStart(ref),
      keyLength,
      items.hash(ref),
      items.epoch(ref),
      valueLength,
    );
    writeRecordHeader(this.#view, position + CHANGE_AT.record, items, ref, this.#processStarted);
    values.read(ref, 0, journal.bytes, position + headBytes, taken);
    journal.publish();
    while (taken < valueLength) {
      const count = Math.min(valueLength - taken, PIECE_BYTES_MAX);
      values.read(ref, taken, journal.bytes, journal.piece(count), count);
      journal.publish();
      taken += count;
    }
    journal.end();
  }

  removedLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, hash: number, epoch: number): void {
    const journal = this.#journal;
    journal.begin();
    const position = journal.piece(CHANGE_AT.key + keyLength);
    this.#writeHead(CHANGE.removed, position, keyBytes, keyStart, keyLength, hash, epoch, 0);
    journal.publish();
    journal.end();
  }

  flushed(epoch: number, moment: number, flushedUpTo: number): void {
    const journal = this.#journal;
    journal.begin();
    const position = journal.piece(CHANGE_AT.key);
    this.#view.setUint8(position + CHANGE_AT.kind, CHANGE.flushed);
    this.#view.setUint8(position + CHANGE_AT.keyLength, 0);
    this.#view.setUint16(position + CHANGE_AT.epoch, epoch, true);
    this.#view.setUint32(position + CHANGE_AT.length, this.#unixSecond(moment), true);
    this.#view.setUint32(position + CHANGE_AT.hash, this.#unixSecond(flushedUpTo), true);
    journal.publish();
    journal.end();
  }

  #writeHead(
    kind: number,
    position: number,
    keyBytes: Uint8Array,
    keyStart: number,
    keyLength: number,
    hash: number,
    epoch: number,
    valueLength: number,
  ): void {
    const view = this.#view;
    view.setUint8(position + CHANGE_AT.kind, kind);
    view.setUint8(position + CHANGE_AT.keyLength, keyLength);
    view.setUint16(position + CHANGE_AT.epoch, epoch, true);
    view.setUint32(position + CHANGE_AT.length, valueLength, true);
    view.setInt32(position + CHANGE_AT.hash, hash, true);
    copyBytes(keyBytes, keyStart, this.#journal.bytes, position + CHANGE_AT.key, keyLength);
  }

  /** 0 stays none. */
  #unixSecond(relative: number): number {
    return relative === 0 ? 0 : relative + this.#processStarted;
  }
}
