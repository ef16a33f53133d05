/** Collects small pieces of output and writes them together: a long script then costs a write for many replies. */
import type { Writable } from "node:stream";

/** Output is written at once when this many bytes have come together. */
const WRITE_BYTES = 64 * 1024;

/** Pieces wait no longer than until the program next has nothing else to do. */
export class OutputBuffer {
  readonly #stream: Writable;
  #pieces: Uint8Array[] = [];
  #lengthBytes = 0;
  #isPlanned = false;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Adds a piece. Resolves when more may follow: at once, or when a slow reader has caught up. */
  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (bytes.length === 0) {
      return;
    }
    this.#pieces.push(bytes);
    this.#lengthBytes += bytes.length;
    if (this.#lengthBytes >= WRITE_BYTES) {
      await this.flush();
    } else if (!this.#isPlanned) {
      this.#isPlanned = true;
      setImmediate(() => {
        this.#isPlanned = false;
        void this.flush();
      });
    }
  }

  /** Writes what is there; resolves when the reader can take more. */
  async flush(): Promise<void> {
    if (this.#lengthBytes === 0) {
      return;
    }
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#lengthBytes = 0;
    if (!this.#stream.write(bytes)) {
      await new Promise<void>((resolve) => this.#stream.once("drain", resolve));
    }
  }
}
