/** Bytes that come in chunks, asked for by number. */

/** See the head of the file. One reader at a time. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  #isEnded = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#position;
  }

  /** The next `count` bytes, fewer at the end; they are taken by {@link take} only. */
  async peek(count: number): Promise<Buffer> {
    const pieces = [this.#buffer];
    let length = this.#buffer.length;
    while (length < count && !this.#isEnded) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        this.#isEnded = true;
      } else {
        pieces.push(next.value);
        length += next.value.length;
      }
    }
    this.#buffer = pieces.length === 1 ? this.#buffer : Buffer.concat(pieces, length);
    return this.#buffer.subarray(0, count);
  }

  /** Takes the next `count` bytes; undefined if there are fewer, which stay. */
  async take(count: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(count);
    if (bytes.length < count) {
      return undefined;
    }
    this.#buffer = this.#buffer.subarray(count);
    this.#position += count;
    return bytes;
  }

  /** Takes a line of at most `bytesMax` bytes, its line feed included; undefined if there is none. */
  async takeLine(bytesMax: number): Promise<string | undefined> {
    for (let searched = 0; ; ) {
      const bytes = this.#buffer.subarray(0, bytesMax);
      const end = bytes.indexOf(10, searched);
      if (end !== -1) {
        return (await this.take(end + 1))?.toString("utf8");
      }
      searched = bytes.length;
      if (searched === bytesMax || (await this.peek(searched + 1)).length === searched) {
        return undefined;
      }
    }
  }

  /** Everything that is left, as it comes. */
  async *rest(): AsyncGenerator<Buffer, void> {
    const first = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    if (first.length > 0) {
      yield first;
    }
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) {
      yield next.value;
    }
  }
}
