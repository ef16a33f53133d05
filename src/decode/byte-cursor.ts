/** Reads bytes from front to back and never past the end: the base of all readers of formats. */
import { isUtf8 } from "node:buffer";
import { Malformed } from "./malformed.ts";
import { type BytesNode, type TextNode, textNode } from "./tree.ts";

const NEWLINE = 0x0a;

/** A place in bytes. Whatever would read past the end throws {@link Malformed} and allocates nothing. */
export class ByteCursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.bytes.length - this.offset;
  }

  /** Says that the bytes are not what they should be; `back` is how far before the present place. */
  fail(message: string, back = 0): never {
    throw new Malformed(message, Math.max(0, this.offset - back));
  }

  /** Goes on by `count` bytes; answers where they begin. */
  advance(count: number): number {
    if (!(count >= 0 && count <= this.left)) {
      this.fail(`${count.toLocaleString("en-US")} bytes are announced, ${this.left.toLocaleString("en-US")} are left,`);
    }
    const start = this.offset;
    this.offset += count;
    return start;
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array {
    const start = this.advance(count);
    return this.bytes.subarray(start, start + count);
  }

  /** The next byte without going on; -1 at the end. */
  peek(): number {
    return this.offset < this.bytes.length ? (this.bytes[this.offset] as number) : -1;
  }

  uint8(): number {
    return this.bytes[this.advance(1)] as number;
  }

  int8(): number {
    return this.#view.getInt8(this.advance(1));
  }

  uint16(littleEndian = false): number {
    return this.#view.getUint16(this.advance(2), littleEndian);
  }

  int16(littleEndian = false): number {
    return this.#view.getInt16(this.advance(2), littleEndian);
  }

  uint32(littleEndian = false): number {
    return this.#view.getUint32(this.advance(4), littleEndian);
  }

  int32(littleEndian = false): number {
    return this.#view.getInt32(this.advance(4), littleEndian);
  }

  uint64(littleEndian = false): bigint {
    return this.#view.getBigUint64(this.advance(8), littleEndian);
  }

  int64(littleEndian = false): bigint {
    return this.#view.getBigInt64(this.advance(8), littleEndian);
  }

  float32(littleEndian = false): number {
    return this.#view.getFloat32(this.advance(4), littleEndian);
  }

  float64(littleEndian = false): number {
    return this.#view.getFloat64(this.advance(8), littleEndian);
  }

  /** A length of 64 bits; one that no value can have fails like one that is too long. */
  length64(littleEndian = false): number {
    return Number(this.uint64(littleEndian));
  }

  /** The next bytes, one character each. */
  latin1(count: number): string {
    return latin1(this.take(count));
  }

  /** The bytes up to a line end, one character each; the line end is read and left out. */
  line(): string {
    const end = this.bytes.indexOf(NEWLINE, this.offset);
    if (end === -1) {
      this.fail("a line has no end");
    }
    const text = this.latin1(end - this.offset);
    this.offset++;
    return text;
  }

  /** The next bytes as text if they are UTF-8, as bytes otherwise. */
  textOrBytes(count: number): TextNode | BytesNode {
    return textOrBytes(this.take(count));
  }

  /** Fails unless the next byte is this character. */
  expect(character: string): void {
    if (this.peek() !== character.charCodeAt(0)) {
      this.fail(`"${character}" is missing`);
    }
    this.offset++;
  }
}

/** Bytes as a string of one character each. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Bytes as UTF-8, or undefined if they are not. */
export function utf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") : undefined;
}

/** Bytes as a text node if they are UTF-8, as a bytes node otherwise. */
export function textOrBytes(bytes: Uint8Array): TextNode | BytesNode {
  const text = utf8(bytes);
  return text === undefined ? { kind: "bytes", value: bytes } : textNode(text);
}
