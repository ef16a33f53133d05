/** A command line cut into words, for the commands and the mistakes that the fast paths leave over. */
import { WORDS_MAX } from "../limits.ts";
import { isNoreply } from "./scan.ts";

const SPACE = 32;

/** The first {@link WORDS_MAX} words of a line, as offsets. Reused for every line. */
export class Words {
  /** How many words were found; those after the first {@link WORDS_MAX} do not count. */
  count = 0;
  /** The line's end without `\r\n`. */
  lineEnd = 0;
  readonly #starts = new Int32Array(WORDS_MAX);
  readonly #ends = new Int32Array(WORDS_MAX);

  /** Cuts `start..end`, a line without its end. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.count = 0;
    this.lineEnd = end;
    let at = start;
    while (at < end && this.count < WORDS_MAX) {
      if (bytes[at] === SPACE) {
        at++;
        continue;
      }
      this.#starts[this.count] = at;
      while (at < end && bytes[at] !== SPACE) {
        at++;
      }
      this.#ends[this.count++] = at;
    }
  }

  /** Where word `index` starts; the end of the line if there is no such word. */
  start(index: number): number {
    return index < this.count ? (this.#starts[index] as number) : this.lineEnd;
  }

  /** Where word `index` ends (exclusive); the end of the line if there is no such word. */
  end(index: number): number {
    return index < this.count ? (this.#ends[index] as number) : this.lineEnd;
  }

  /** Bytes of word `index`, 0 if there is no such word. */
  length(index: number): number {
    return this.end(index) - this.start(index);
  }

  /** Whether word `index` begins with `prefix`. */
  startsWith(bytes: Uint8Array, index: number, prefix: Uint8Array): boolean {
    const at = this.start(index);
    return this.length(index) >= prefix.length && prefix.every((byte, offset) => bytes[at + offset] === byte);
  }

  /** Whether the last word is `noreply` and stands behind the first `needed` words, the verb and perhaps its key. */
  endsWithNoreply(bytes: Uint8Array, needed: number): boolean {
    const last = this.count - 1;
    return last >= needed && isNoreply(bytes, this.start(last), this.end(last));
  }
}
