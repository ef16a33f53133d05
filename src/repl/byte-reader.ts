/** Lines and counted blocks out of a stream of chunks, without holding more than the piece being read. */
import { MemtoolError } from "../base/errors.ts";

/** A longer line is refused: no command is that long, so the input is no list of commands. */
const LINE_BYTES_MAX = 1024 * 1024;

const LF = 10;
const CR = 13;

/** Reads an input stream piece by piece. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /**
   * The next line without its end (LF or CRLF); undefined at the end of the input. The last line may lack its end.
   * @throws USAGE for a line longer than {@link LINE_BYTES_MAX}
   */
  async readLine(): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    let lengthBytes = 0;
    while (await this.#fill()) {
      const end = this.#chunk.indexOf(LF, this.#at);
      const piece = this.#chunk.subarray(this.#at, end < 0 ? this.#chunk.length : end);
      this.#at += piece.length + (end < 0 ? 0 : 1);
      parts.push(piece);
      lengthBytes += piece.length;
      if (lengthBytes > LINE_BYTES_MAX) {
        throw new MemtoolError("USAGE", `the input has a line of more than ${LINE_BYTES_MAX} bytes`, {
          hint: "give commands, one a line; a long value goes on the line after its byte count",
        });
      }
      if (end >= 0) {
        return withoutCr(parts);
      }
    }
    return lengthBytes === 0 && parts.length === 0 ? undefined : withoutCr(parts);
  }

  /** The next `count` bytes, or as many as are left. */
  async readBytes(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = count;
    while (missing > 0 && (await this.#fill())) {
      const piece = this.#chunk.subarray(this.#at, this.#at + missing);
      this.#at += piece.length;
      missing -= piece.length;
      parts.push(piece);
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Makes sure there is an unread byte; false at the end of the input. */
  async #fill(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done === true) {
        return false;
      }
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }
}

function withoutCr(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  const line = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
