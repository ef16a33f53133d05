/** The value of an item, wherever its bytes stand: behind the key, or spread over the chunks of a large item. */
import { copyBytes } from "../memory/copy.ts";
import { CHUNK, chunkLinkOffset, HEADER_BYTES, ITEM_FLAG, type ItemRef, TAIL_BYTES } from "./item-layout.ts";
import type { Items } from "./items.ts";

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** Reads and writes values. The caller owns the item, holds its stripe, or has it pinned. */
export class Values {
  readonly #items: Items;
  /** The piece {@link #locate} found: its bytes, where the wanted offset is, and how many follow in one piece. */
  #pieceBytes: Buffer;
  #pieceStart = 0;
  #pieceLength = 0;
  /** Where the last write of a large item ended, so that streaming an upload does not walk its chunks again. */
  #cursorRef: ItemRef = 0;
  #cursorChunk: ItemRef = 0;
  #cursorOffset = 0;

  constructor(items: Items) {
    this.#items = items;
    this.#pieceBytes = items.segmentBytes(0);
  }

  /** Forgets where the last write ended; for every new item, since references come back. */
  resetCursor(): void {
    this.#cursorRef = 0;
  }

  /** Copies `count` bytes into the value at `offset`. The value's room is its length + 2 (CRLF). */
  write(ref: ItemRef, offset: number, source: Uint8Array, start: number, count: number): void {
    const items = this.#items;
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) === 0) {
      copyBytes(source, start, items.segmentBytes(ref), this.flatStart(ref) + offset, count);
      return;
    }
    for (let done = 0; done < count; ) {
      this.#locate(ref, offset + done);
      const piece = Math.min(this.#pieceLength, count - done);
      copyBytes(source, start + done, this.#pieceBytes, this.#pieceStart, piece);
      done += piece;
    }
  }

  /** Copies `count` bytes of the value (and, past its end, of the CRLF) to `target`. */
  read(ref: ItemRef, offset: number, target: Uint8Array, targetStart: number, count: number): void {
    const items = this.#items;
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) === 0) {
      copyBytes(items.segmentBytes(ref), this.flatStart(ref) + offset, target, targetStart, count);
      return;
    }
    this.resetCursor();
    for (let done = 0; done < count; ) {
      this.#locate(ref, offset + done);
      const piece = Math.min(this.#pieceLength, count - done);
      copyBytes(this.#pieceBytes, this.#pieceStart, target, targetStart + done, piece);
      done += piece;
    }
    this.resetCursor();
  }

  /** Copies `count` bytes of one item's value into another's. */
  copy(source: ItemRef, sourceOffset: number, target: ItemRef, targetOffset: number, count: number): void {
    const cursor = new Values(this.#items);
    for (let done = 0; done < count; ) {
      cursor.#locate(source, sourceOffset + done);
      const piece = Math.min(cursor.#pieceLength, count - done);
      this.write(target, targetOffset + done, cursor.#pieceBytes, cursor.#pieceStart, piece);
      done += piece;
    }
  }

  /** Writes the CRLF behind the value. */
  terminate(ref: ItemRef): void {
    const items = this.#items;
    const offset = items.valueLength(ref);
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) === 0) {
      const bytes = items.segmentBytes(ref);
      const end = this.flatStart(ref) + offset;
      bytes[end] = CARRIAGE_RETURN;
      bytes[end + 1] = LINE_FEED;
      return;
    }
    this.#putByte(ref, offset, CARRIAGE_RETURN);
    this.#putByte(ref, offset + 1, LINE_FEED);
  }

  /** The first `count` bytes of the value and its CRLF in place; valid while the item is pinned (or its stripe held). */
  views(ref: ItemRef, count: number): Uint8Array[] {
    const cursor = new Values(this.#items);
    const views: Uint8Array[] = [];
    for (let done = 0; done < count; ) {
      cursor.#locate(ref, done);
      const piece = Math.min(cursor.#pieceLength, count - done);
      views.push(cursor.#pieceBytes.subarray(cursor.#pieceStart, cursor.#pieceStart + piece));
      done += piece;
    }
    return views;
  }

  /** First byte of a value that stands behind its key (an item that is not chunked), within {@link Items.segmentBytes}. */
  flatStart(ref: ItemRef): number {
    return this.#items.byteStart(ref) + HEADER_BYTES + this.#items.keyLength(ref);
  }

  #putByte(ref: ItemRef, offset: number, byte: number): void {
    this.#locate(ref, offset);
    this.#pieceBytes[this.#pieceStart] = byte;
  }

  #locate(ref: ItemRef, offset: number): void {
    const items = this.#items;
    if ((items.itemFlags(ref) & ITEM_FLAG.chunked) === 0) {
      this.#pieceBytes = items.segmentBytes(ref);
      this.#pieceStart = this.flatStart(ref) + offset;
      this.#pieceLength = items.valueLength(ref) + TAIL_BYTES - offset;
      return;
    }
    let chunk = this.#cursorChunk;
    let chunkOffset = this.#cursorOffset;
    if (this.#cursorRef !== ref || offset < chunkOffset) {
      chunk = items.word(ref, chunkLinkOffset(items.keyLength(ref)) >> 2);
      chunkOffset = 0;
    }
    let length = items.word(chunk, CHUNK.length);
    while (offset >= chunkOffset + length) {
      chunkOffset += length;
      chunk = items.word(chunk, CHUNK.next);
      length = items.word(chunk, CHUNK.length);
    }
    this.#cursorRef = ref;
    this.#cursorChunk = chunk;
    this.#cursorOffset = chunkOffset;
    this.#pieceBytes = items.segmentBytes(chunk);
    this.#pieceStart = items.byteStart(chunk) + HEADER_BYTES + (offset - chunkOffset);
    this.#pieceLength = length - (offset - chunkOffset);
  }
}
