/** Cuts the bytes of a socket into lines, however they are split; nothing is copied but the piece of a line whose end is still to come. */

const LF = 10;
const CR = 13;
const CARRY_FIRST_BYTES = 1024;

/** Gets one line without its end; the bytes are only borrowed. */
export type LineTaker = (bytes: Buffer, start: number, end: number) => void;

/** See the head of the file. */
export class LineSplitter {
  readonly #lineBytesMax: number;
  #carry = Buffer.allocUnsafeSlow(CARRY_FIRST_BYTES);
  #carryLength = 0;

  /** @param lineBytesMax longest line, in bytes without its end */
  constructor(lineBytesMax: number) {
    this.#lineBytesMax = lineBytesMax;
  }

  /** Hands over every line that ends within `length` bytes. @returns false once a line is longer than it may be; then nothing more is read */
  feed(bytes: Buffer, length: number, onLine: LineTaker): boolean {
    let position = 0;
    while (position < length) {
      const lineEnd = bytes.indexOf(LF, position);
      if (lineEnd === -1 || lineEnd >= length) {
        return this.#keep(bytes, position, length);
      }
      if (this.#carryLength > 0) {
        if (!this.#keep(bytes, position, lineEnd)) {
          return false;
        }
        const carried = this.#carryLength;
        this.#carryLength = 0;
        onLine(this.#carry, 0, withoutReturn(this.#carry, 0, carried));
      } else if (lineEnd - position > this.#lineBytesMax + 1) {
        return false;
      } else {
        onLine(bytes, position, withoutReturn(bytes, position, lineEnd));
      }
      position = lineEnd + 1;
    }
    return true;
  }

  #keep(bytes: Buffer, start: number, end: number): boolean {
    const length = this.#carryLength + (end - start);
    if (length > this.#lineBytesMax + 1) {
      return false;
    }
    if (length > this.#carry.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#carry.length * 2));
      this.#carry.copy(grown, 0, 0, this.#carryLength);
      this.#carry = grown;
    }
    bytes.copy(this.#carry, this.#carryLength, start, end);
    this.#carryLength = length;
    return true;
  }
}

function withoutReturn(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}
