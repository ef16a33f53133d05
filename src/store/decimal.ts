/**
 * Unsigned 64-bit numbers as decimal text in bytes, kept as two unsigned 32-bit halves: what incr and decr compute with.
 * Reading follows C strtoull as memcached uses it (util.c, safe_strtoull), except that blanks alone and any `-` are no number.
 */

const TWO_32 = 0x100000000;
/** Up to this many digits a number is exact as a double. */
const DOUBLE_DIGITS_MAX = 15;
/** Below this high half a 64-bit number is exact as a double. */
const DOUBLE_HIGH_MAX = 0x200000;
const DIGITS_MAX = 20;

/** One 64-bit number, reused: allocation-free reading, arithmetic and writing. */
export class Decimal64 {
  low = 0;
  high = 0;
  /** The digits {@link format} wrote, from {@link digitStart} to the end of the buffer. */
  readonly digits: Uint8Array = new Uint8Array(DIGITS_MAX);
  digitStart = DIGITS_MAX;

  /** Number of digits that {@link format} wrote. */
  get digitCount(): number {
    return DIGITS_MAX - this.digitStart;
  }

  /**
   * Reads `[blanks][+]digits`, ended by white space, NUL or the end of the value.
   * @returns false when that is not what stands there, or the number is above 2^64 - 1
   */
  parse(bytes: Uint8Array, start: number, length: number): boolean {
    const end = start + length;
    let index = start;
    while (index < end && isSpace(bytes[index] as number)) {
      index++;
    }
    if (bytes[index] === 43 && index < end) {
      index++;
    }
    const digitsStart = index;
    let value = 0;
    while (index < end && index - digitsStart < DOUBLE_DIGITS_MAX && isDigit(bytes[index] as number)) {
      value = value * 10 + (bytes[index] as number) - 48;
      index++;
    }
    if (index === digitsStart) {
      return false;
    }
    this.low = value >>> 0;
    this.high = Math.floor(value / TWO_32);
    while (index < end && isDigit(bytes[index] as number)) {
      if (!this.#appendDigit((bytes[index] as number) - 48)) {
        return false;
      }
      index++;
    }
    return index === end || bytes[index] === 0 || isSpace(bytes[index] as number);
  }

  /** Adds modulo 2^64. */
  add(low: number, high: number): void {
    const sum = this.low + (low >>> 0);
    this.low = sum >>> 0;
    this.high = (this.high + (high >>> 0) + (sum >= TWO_32 ? 1 : 0)) >>> 0;
  }

  /** Subtracts, stopping at 0. */
  subtractToZero(low: number, high: number): void {
    const subtrahendLow = low >>> 0;
    const subtrahendHigh = high >>> 0;
    if (subtrahendHigh > this.high || (subtrahendHigh === this.high && subtrahendLow >= this.low)) {
      this.low = 0;
      this.high = 0;
      return;
    }
    const borrow = subtrahendLow > this.low ? 1 : 0;
    this.low = (this.low - subtrahendLow) >>> 0;
    this.high = (this.high - subtrahendHigh - borrow) >>> 0;
  }

  /** Writes the number's digits to the end of {@link digits}. */
  format(): void {
    const digits = this.digits;
    let position = DIGITS_MAX;
    let low = this.low;
    let high = this.high;
    while (high >= DOUBLE_HIGH_MAX) {
      // Long division by 10 in base 65536.
      const a = high >>> 16;
      const b = (a % 10) * 65536 + (high & 0xffff);
      const c = (b % 10) * 65536 + (low >>> 16);
      const d = (c % 10) * 65536 + (low & 0xffff);
      high = ((a / 10) | 0) * 65536 + ((b / 10) | 0);
      low = ((c / 10) | 0) * 65536 + ((d / 10) | 0);
      digits[--position] = 48 + (d % 10);
    }
    let value = high * TWO_32 + low;
    do {
      const tenth = Math.floor(value / 10);
      digits[--position] = 48 + (value - tenth * 10);
      value = tenth;
    } while (value > 0);
    this.digitStart = position;
  }

  #appendDigit(digit: number): boolean {
    const low = this.low * 10 + digit;
    const high = this.high * 10 + Math.floor(low / TWO_32);
    this.low = low >>> 0;
    this.high = high >>> 0;
    return high < TWO_32;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** C isspace: TAB, LF, VT, FF, CR, space. */
function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
