/**
 * Where requests are written before they are sent: one growing byte buffer per connection, plus large values that are
 * sent from the memory they live in.
 */
import type { WireKey } from "./reply.ts";

const INITIAL_BYTES = 16 * 1024;

/** A buffer that once had to grow beyond this is not kept. */
const KEPT_BYTES_MAX = 1024 * 1024;

/** Values from this size on are not copied into the buffer. */
const ATTACH_BYTES_MIN = 64 * 1024;

/** A value that stands behind the first `at` bytes of the buffer. */
interface Attachment {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The request buffer; encoders append to it, the connection sends {@link RequestBuffer.pieces} and resets it. */
export class RequestBuffer {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;
  #attachments: Attachment[] = [];
  #attachedBytes = 0;

  /** Bytes to be sent. */
  get length(): number {
    return this.#length + this.#attachedBytes;
  }

  #reserve(byteCount: number): void {
    const needed = this.#length + byteCount;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
  }

  /** Appends ASCII text: command words and numbers. */
  ascii(text: string): void {
    const count = text.length;
    this.#reserve(count);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < count; index++) {
      bytes[start + index] = text.charCodeAt(index);
    }
    this.#length = start + count;
  }

  /** Appends a key in its wire form; a string is written as UTF-8. */
  key(key: WireKey): void {
    if (typeof key !== "string") {
      this.append(key);
      return;
    }
    const count = key.length;
    this.#reserve(count * 3);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < count; index++) {
      const code = key.charCodeAt(index);
      if (code >= 0x80) {
        this.#length = start + bytes.write(key, start, "utf8");
        return;
      }
      bytes[start + index] = code;
    }
    this.#length = start + count;
  }

  /** Appends bytes by copying them. */
  append(source: Uint8Array): void {
    this.#reserve(source.length);
    this.#bytes.set(source, this.#length);
    this.#length += source.length;
  }

  /** Appends a value and its CRLF. A large one is not copied: it must not be changed until the reply has come. */
  value(value: Uint8Array): void {
    if (value.length < ATTACH_BYTES_MIN) {
      this.append(value);
    } else {
      this.#attachments.push({ at: this.#length, bytes: value });
      this.#attachedBytes += value.length;
    }
    this.ascii("\r\n");
  }

  /** What is to be sent, in order; views that stay valid until {@link reset}. */
  pieces(): Uint8Array[] {
    if (this.#attachments.length === 0) {
      return [this.#bytes.subarray(0, this.#length)];
    }
    const pieces: Uint8Array[] = [];
    let start = 0;
    for (const { at, bytes } of this.#attachments) {
      pieces.push(this.#bytes.subarray(start, at), bytes);
      start = at;
    }
    pieces.push(this.#bytes.subarray(start, this.#length));
    return pieces.filter((piece) => piece.length > 0);
  }

  /** Starts over. With `handOver` the old memory belongs to a socket that still has to send it, and fresh memory is taken. */
  reset(handOver: boolean): void {
    if (handOver || this.#bytes.length > KEPT_BYTES_MAX) {
      this.#bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    }
    this.#length = 0;
    if (this.#attachments.length > 0) {
      this.#attachments = [];
      this.#attachedBytes = 0;
    }
  }
}
