/**
 * FastLZ (github.com/ariya/FastLZ), the compression php-memcached uses unless told otherwise. The top bits of the first byte are the
 * level; then come instructions:
 *
 *     000LLLLL                     L + 1 bytes follow as they are
 *     LLLOOOOO [more L] OOOOOOOO   L + 2 bytes, copied from O + 1 bytes back; L = 7 takes more length: one byte in level 1,
 *                                  bytes up to one that is not ff in level 2, where O = 8191 takes 16 more bits of distance
 */
import { ByteCursor } from "./byte-cursor.ts";
import { type Attempt, attempt } from "./malformed.ts";

const LONG_DISTANCE = 0x1f00;
const DISTANCE_MAX_SHORT = 8191;

/** Unpacks bytes to exactly `length`, which stands beside them wherever FastLZ is used. */
export function unpackFastlz(bytes: Uint8Array, length: number): Attempt<Uint8Array> {
  return attempt(() => {
    const cursor = new ByteCursor(bytes);
    const level = cursor.peek() >> 5;
    if (level !== 0 && level !== 1) {
      cursor.fail("no level of FastLZ stands");
    }
    const output = new Output(cursor, length);
    let instruction = cursor.uint8() & 0x1f;
    for (;;) {
      if (instruction < 0x20) {
        output.write(cursor.take(instruction + 1));
      } else {
        copy(cursor, output, instruction, level === 1);
      }
      if (cursor.left === 0) {
        return output.finish();
      }
      instruction = cursor.uint8();
    }
  });
}

function copy(cursor: ByteCursor, output: Output, instruction: number, isSecondLevel: boolean): void {
  let length = (instruction >> 5) + 2;
  let distance = (instruction & 0x1f) << 8;
  if (instruction >> 5 === 7) {
    let more = cursor.uint8();
    length += more;
    while (isSecondLevel && more === 0xff) {
      more = cursor.uint8();
      length += more;
    }
  }
  const low = cursor.uint8();
  if (isSecondLevel && low === 0xff && distance === LONG_DISTANCE) {
    distance = cursor.uint16() + DISTANCE_MAX_SHORT;
  } else {
    distance += low;
  }
  output.repeat(distance + 1, length);
}

class Output {
  readonly #cursor: ByteCursor;
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(cursor: ByteCursor, length: number) {
    this.#cursor = cursor;
    this.#bytes = new Uint8Array(length);
  }

  write(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The copy may overlap what it makes. */
  repeat(distance: number, length: number): void {
    if (distance > this.#length) {
      this.#cursor.fail("a copy begins before the first byte,");
    }
    this.#reserve(length);
    for (const end = this.#length + length; this.#length < end; this.#length++) {
      this.#bytes[this.#length] = this.#bytes[this.#length - distance] as number;
    }
  }

  finish(): Uint8Array {
    if (this.#length !== this.#bytes.length) {
      this.#cursor.fail(`only ${this.#length.toLocaleString("en-US")} of the announced bytes are there,`);
    }
    return this.#bytes;
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) {
      this.#cursor.fail("it unpacks to more than it announces,");
    }
  }
}
